"""Reads of chats and devices."""

from django.db.models import QuerySet

from contacts.models import Contact
from messaging.models import ContactPoint
from workspaces.selectors import row_numbered


def contact_points(*, contact: Contact) -> QuerySet[ContactPoint]:
    """The contact's own, those that were seen last first; ended ones, too."""
    rows: QuerySet[ContactPoint] = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return rows.select_related("sender").order_by("-seen_at", "-pk")


def contact_point_get(*, contact: Contact, point_id: str) -> ContactPoint:
    """One of the contact's. Raises NotFound, for another contact's as well."""
    return row_numbered(contact_points(contact=contact), point_id, named="address")
