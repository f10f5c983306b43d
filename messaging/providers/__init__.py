"""One file per provider: opens a session for a sender, sends, and says for certain what became of each message."""
