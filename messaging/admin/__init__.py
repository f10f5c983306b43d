"""The staff admin of messaging: one file per model. Credentials are shown nowhere."""

from messaging.admin import mailbox, messages, senders, streams, suppressions

__all__ = ["mailbox", "messages", "senders", "streams", "suppressions"]
