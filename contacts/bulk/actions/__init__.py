"""The bulk actions of contacts, one file each; the order is that in which they are offered."""

from contacts.bulk.actions import tag, segment, field, consent, erase  # noqa: I001  (the order is that of the choice)

__all__ = ["consent", "erase", "field", "segment", "tag"]
