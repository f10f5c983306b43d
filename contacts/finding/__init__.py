"""Finding contacts: what a filter means, pages of who it finds in an order, and how many.

A filter becomes one predicate over contacts, by the compiler of rules; bulk operations mean the same people by it.
"""

from contacts.finding.counting import ContactCount, contacts_count
from contacts.finding.filters import ContactFilter, filter_of, filter_rule
from contacts.finding.pages import ContactsPage, contacts_page
from contacts.finding.selection import Selection, filter_checked, selection_of
from contacts.finding.sorts import SORTS

__all__ = [
    "SORTS",
    "ContactCount",
    "ContactFilter",
    "ContactsPage",
    "Selection",
    "contacts_count",
    "contacts_page",
    "filter_checked",
    "filter_of",
    "filter_rule",
    "selection_of",
]
