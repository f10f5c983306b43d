"""Reads of the messaging app; the mailbox's are in `messaging.mailbox.selectors`."""

from messaging.selectors.consent import confirmation_templates, consent_settings
from messaging.selectors.inbox import inbox_threads
from messaging.selectors.links import FollowedLink, LinkReport, stream_links
from messaging.selectors.messages import MessageFilter, message_get, messages_page, unknown_counts, unknown_messages
from messaging.selectors.prices import price_list, prices_by_country, prices_here
from messaging.selectors.progress import SendProgress, send_progress
from messaging.selectors.rotation import failing_senders, last_senders
from messaging.selectors.senders import (
    SenderSummary,
    mailbox_faults,
    sender_default,
    sender_get,
    sender_mailbox,
    sender_mailbox_fault,
    senders_list,
)
from messaging.selectors.sending import Sending, sendings
from messaging.selectors.suppressions import (
    address_erased,
    suppression_contacts,
    suppression_imports,
    suppression_refused_rows,
    suppressions_matching,
    suppressions_page,
)
from messaging.selectors.timeline import contact_messages_timeline

__all__ = [
    "FollowedLink",
    "LinkReport",
    "MessageFilter",
    "SendProgress",
    "SenderSummary",
    "Sending",
    "address_erased",
    "confirmation_templates",
    "consent_settings",
    "contact_messages_timeline",
    "failing_senders",
    "inbox_threads",
    "last_senders",
    "mailbox_faults",
    "message_get",
    "messages_page",
    "price_list",
    "prices_by_country",
    "prices_here",
    "send_progress",
    "sender_default",
    "sender_get",
    "sender_mailbox",
    "sender_mailbox_fault",
    "senders_list",
    "sendings",
    "stream_links",
    "suppression_contacts",
    "suppression_imports",
    "suppression_refused_rows",
    "suppressions_matching",
    "suppressions_page",
    "unknown_counts",
    "unknown_messages",
]
