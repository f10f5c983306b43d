"""Bulk operations over contacts: what can be done (`actions/`), to whom, and the stage that carries it out.

Apps above register actions of theirs in `AppConfig.ready`.
"""

from contacts.bulk import actions
from contacts.bulk.base import Applied, BulkAction, all_actions, find_action, register
from contacts.bulk.preview import BulkPreview, bulk_preview

__all__ = [
    "Applied",
    "BulkAction",
    "BulkPreview",
    "actions",
    "all_actions",
    "bulk_preview",
    "find_action",
    "register",
]
