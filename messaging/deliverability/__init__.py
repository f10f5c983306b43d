"""Deliverability: what became of mails by domain, how senders are thought of, and what the DNS says of domains."""
