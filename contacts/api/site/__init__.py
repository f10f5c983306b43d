"""What websites talk to: the script that they load, and the address that takes their visitors' events."""
