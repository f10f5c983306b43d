"""Reads of the messaging app; the mailbox's are in `messaging.mailbox.selectors`."""

from messaging.selectors.inbox import inbox_threads
from messaging.selectors.messages import unknown_messages
from messaging.selectors.prices import prices_everywhere
from messaging.selectors.senders import SenderSummary, sender_default, senders_list

__all__ = [
    "SenderSummary",
    "inbox_threads",
    "prices_everywhere",
    "sender_default",
    "senders_list",
    "unknown_messages",
]
