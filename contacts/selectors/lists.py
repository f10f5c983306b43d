"""Querysets and single rows for the pages and the APIs, each narrowed to one workspace."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower

from contacts.models import (
    AttributeDefinition,
    Consent,
    Contact,
    ContactImport,
    Export,
    ImportRefusedRow,
    ImportRowError,
    ImportState,
    Segment,
    SegmentMembership,
)
from contacts.selectors.lookups import contacts_search
from contacts.selectors.merging import contact_of_alias
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace


def contact_list(*, workspace: Workspace | UUID, search: str = "") -> QuerySet[Contact]:
    """Everybody, or those whose name, address, number or external id holds each word of `search`."""
    contacts = Contact.objects.in_workspace(workspace)
    for word in search.replace("\x00", "").split()[:5]:
        contacts = contacts.filter(
            Q(email__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(phone__contains=word)
            | Q(external_id=word)
        )
    return contacts


def contact_get(*, workspace: Workspace | UUID, contact_id: str) -> Contact:
    """The contact with this public id, or the one that it was merged into. Raises NotFound."""
    try:
        key = decode(Contact.ID_PREFIX, contact_id)
    except InvalidId:
        raise NotFound("There is no such contact.") from None
    found = Contact.objects.in_workspace(workspace).filter(pk=key).first()
    found = found or contact_of_alias(workspace=workspace, contact_id=key)
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def contact_by_email(*, workspace: Workspace | UUID, email: str) -> Contact | None:
    """The contact with this address, capitals aside."""
    if "\x00" in email:
        return None
    contacts = Contact.objects.in_workspace(workspace).annotate(folded=Lower("email"))
    return contacts.filter(folded=Lower(Value(email.strip()))).first()


def contact_consents(*, contact: Contact) -> QuerySet[Consent]:
    """What the contact agreed to or refused, by channel, message type and topic."""
    consents = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return consents.select_related("topic").order_by(
        "channel", "message_type", F("topic__position").asc(nulls_first=True)
    )


def contact_memberships(*, contact: Contact) -> QuerySet[SegmentMembership]:
    """The segments that the contact is in, by name, each with the moment since when."""
    rows = SegmentMembership.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return rows.select_related("segment").order_by("segment__name")


def attribute_list(*, workspace: Workspace | UUID) -> QuerySet[AttributeDefinition]:
    """The workspace's attributes by key."""
    return AttributeDefinition.objects.in_workspace(workspace).order_by("key")


def segment_list(*, workspace: Workspace | UUID, search: str = "", kind: str | None = None) -> QuerySet[Segment]:
    """The workspace's segments by name; `search` is part of it."""
    rows: QuerySet[Segment] = Segment.objects.in_workspace(workspace).order_by("name")
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.filter(name__icontains=search) if search else rows


def segment_names(*, workspace: Workspace | UUID, ids: Iterable[UUID]) -> dict[str, str]:
    """{public id: name} of those of the ids that are segments of the workspace."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.public_id: row.name for row in segment_list(workspace=workspace).filter(pk__in=wanted)}


def segment_get(*, workspace: Workspace | UUID, segment_id: str) -> Segment:
    """The segment with this public id. Raises NotFound."""
    try:
        return Segment.objects.in_workspace(workspace).get(pk=decode("seg", segment_id))
    except (InvalidId, Segment.DoesNotExist):
        raise NotFound("There is no such segment.") from None


def segment_members(*, segment: Segment, search: str = "") -> QuerySet[Contact]:
    """The contacts in the segment; with `search` those of them that `contacts_search` finds."""
    contacts = contacts_search(workspace=segment.workspace, search=search)
    return contacts.filter(segment_memberships__segment=segment)


def export_list(*, workspace: Workspace | UUID) -> QuerySet[Export]:
    """The workspace's exports, newest first."""
    return Export.objects.in_workspace(workspace).order_by("-pk")


def export_get(*, workspace: Workspace | UUID, export_id: str) -> Export:
    """The export with this public id. Raises NotFound."""
    try:
        return export_list(workspace=workspace).select_related("workspace").get(pk=decode("exp", export_id))
    except (InvalidId, Export.DoesNotExist):
        raise NotFound("There is no such export.") from None


def import_list(*, workspace: Workspace | UUID) -> QuerySet[ContactImport]:
    """The workspace's imports, newest first."""
    return ContactImport.objects.in_workspace(workspace).order_by("-pk")


def imports_troubled(*, workspace: Workspace | UUID, since: datetime, limit: int) -> list[ContactImport]:
    """Imports that ended since then and could not be read, or had rows that were refused; newest first."""
    troubled = Q(state=ImportState.FAILED) | Q(state=ImportState.DONE, rows_rejected__gt=0)
    return list(import_list(workspace=workspace).filter(troubled, finished_at__gte=since)[:limit])


def import_get(*, workspace: Workspace | UUID, import_id: str) -> ContactImport:
    """The import with this public id. Raises NotFound."""
    try:
        return ContactImport.objects.in_workspace(workspace).get(pk=decode("imp", import_id))
    except (InvalidId, ContactImport.DoesNotExist):
        raise NotFound("There is no such import.") from None


def import_refused_rows(*, contact_import: ContactImport) -> QuerySet[ImportRefusedRow]:
    """The rows that were not taken, as they were, in the order of the file."""
    rows = ImportRefusedRow.objects.in_workspace(contact_import.workspace_id)
    return rows.filter(contact_import=contact_import).order_by("row")


def import_row_errors(*, contact_import: ContactImport) -> QuerySet[ImportRowError]:
    """What was wrong with which row, in the order of the file."""
    faults = ImportRowError.objects.in_workspace(contact_import.workspace_id)
    return faults.filter(contact_import=contact_import).order_by("row", "pk")
