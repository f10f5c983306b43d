"""The staff admin of messaging: one file per model. Credentials are shown nowhere."""

from messaging.admin import inbox, mailbox, messages, prices, senders, streams, suppressions

__all__ = ["inbox", "mailbox", "messages", "prices", "senders", "streams", "suppressions"]
