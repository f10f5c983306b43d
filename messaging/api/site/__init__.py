"""What websites talk to about messages: their visitors' browsers, and what became of a push message in one."""
