"""The staff admin of messaging: one file per model. Credentials are shown nowhere."""

from messaging.admin import clicks, inbox, mailbox, messages, prices, senders, streams, suppressions

__all__ = ["clicks", "inbox", "mailbox", "messages", "prices", "senders", "streams", "suppressions"]
