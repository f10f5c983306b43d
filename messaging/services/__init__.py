"""Writes of the messaging app. The delivery stage's own are in `messaging.delivery`."""

from messaging.services.consent import consent_settings_set
from messaging.services.deciding import Decision, message_mark_sent, message_send_again, messages_decide
from messaging.services.inbox import (
    ThreadDraft,
    thread_adopt,
    thread_assign,
    thread_change,
    thread_move,
    thread_read,
    threads_open_many,
    threads_wake,
)
from messaging.services.link_tags import link_tags_set
from messaging.services.messages import (
    OutboxRow,
    messages_cancel,
    messages_enqueue,
    messages_withdraw,
)
from messaging.services.points import point_add, point_end
from messaging.services.prices import price_remove, price_set
from messaging.services.provider_templates import provider_templates_fetch
from messaging.services.replies import thread_reply
from messaging.services.sender_hooks import sender_hook_set
from messaging.services.sender_mailboxes import sender_mailbox_remove, sender_mailbox_set, sender_mailbox_test
from messaging.services.sender_tests import sender_test
from messaging.services.senders import sender_complaints_noted, sender_create, sender_trip_noted, sender_update
from messaging.services.streams import stream_set
from messaging.services.suppression_imports import (
    suppression_import_cancel,
    suppression_import_create,
    suppression_import_start,
    suppression_imports_expire,
)
from messaging.services.suppression_loading import suppression_import_run
from messaging.services.suppressions import (
    Added,
    AddedAddress,
    suppression_add_many,
    suppression_remove,
    suppressions_add,
)
from messaging.services.unsubscribing import Unsubscribed, UnsubscribedAddress, addresses_unsubscribe

__all__ = [
    "Added",
    "AddedAddress",
    "Decision",
    "OutboxRow",
    "ThreadDraft",
    "Unsubscribed",
    "UnsubscribedAddress",
    "addresses_unsubscribe",
    "consent_settings_set",
    "link_tags_set",
    "message_mark_sent",
    "message_send_again",
    "messages_cancel",
    "messages_decide",
    "messages_enqueue",
    "messages_withdraw",
    "point_add",
    "point_end",
    "price_remove",
    "price_set",
    "provider_templates_fetch",
    "sender_complaints_noted",
    "sender_create",
    "sender_hook_set",
    "sender_mailbox_remove",
    "sender_mailbox_set",
    "sender_mailbox_test",
    "sender_test",
    "sender_trip_noted",
    "sender_update",
    "stream_set",
    "suppression_add_many",
    "suppression_import_cancel",
    "suppression_import_create",
    "suppression_import_run",
    "suppression_import_start",
    "suppression_imports_expire",
    "suppression_remove",
    "suppressions_add",
    "thread_adopt",
    "thread_assign",
    "thread_change",
    "thread_move",
    "thread_read",
    "thread_reply",
    "threads_open_many",
    "threads_wake",
]
