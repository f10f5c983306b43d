"""Taking out one person's data, and erasing it: whole, in sets, through everybody who holds some."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contacts.models import Contact
from contacts.privacy.registry import holders
from contacts.privacy.rows import plain
from contacts.privacy.sweeping import contacts_note_gone
from workspaces.clock import database_now
from workspaces.crossing import uncrossed
from workspaces.errors import InvalidInput
from workspaces.ids import encode
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

MOST_ERASED = 1_000
_FIELDS = (
    *("external_id", "email", "phone", "first_name", "last_name", "timezone", "score", "tags", "attributes"),
    *("created_at", "changed_at"),
)


def contact_export(*, contact: Contact) -> dict[str, Any]:
    """Everything that is kept about one person, as JSON data: the contact, and each holder's rows by their kind."""
    found: dict[str, Any] = {
        "exported_at": database_now().isoformat(),
        "contact": {"id": contact.public_id, **{name: plain(getattr(contact, name)) for name in _FIELDS}},
    }
    for holder in reversed(holders()):
        told = holder.export(contact.workspace_id, [contact.pk])
        found |= {kind: list(rows.get(contact.pk, ())) for kind, rows in told.items()}
    return found


def contacts_erase(*, workspace: Workspace, contact_ids: Sequence[UUID], actor: Actor) -> int:
    """Deletes these contacts with all that is kept about them; how many there were. A fixed number of statements.

    What stays is a keyed hash of each address, so that the person is not written to again, and a line in the audit log
    with the id alone. Ids that the workspace does not know, or no longer, are passed over. What others commit beside it
    is swept up afterwards (`contacts.privacy.sweeping`). Raises InvalidInput for more than 1,000.
    """
    if len(contact_ids) > MOST_ERASED:
        raise InvalidInput.of("contacts", f"at most {MOST_ERASED:,} contacts can be erased at once")
    return uncrossed(lambda: _erase(workspace, contact_ids, actor))


def _erase(workspace: Workspace, contact_ids: Sequence[UUID], actor: Actor) -> int:
    rows = Contact.objects.in_workspace(workspace)
    known = list(rows.filter(pk__in=contact_ids).order_by("pk").values_list("pk", flat=True))
    if not known:
        return 0
    for holder in holders():
        holder.lock(workspace.pk, known)
    # From here on nobody who locks a contact writes about these: they wait, and find them gone.
    ids = list(rows.filter(pk__in=known).order_by("pk").select_for_update().values_list("pk", flat=True))
    for holder in holders():
        holder.erase(workspace.pk, ids)
    # All that refers to them is gone; Django's own cascade would ask for it once more, table by table.
    erased = rows.filter(pk__in=ids)
    gone = erased._raw_delete(erased.db)
    contacts_note_gone(workspace_id=workspace.pk, contact_ids=ids, now=database_now())
    AuditEntry.objects.bulk_create(
        AuditEntry(
            workspace=workspace,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            action="contact.deleted",
            target_type="contact",
            target_id=encode(Contact.ID_PREFIX, contact_id),
            data={},
        )
        for contact_id in ids
    )
    return int(gone)


def contact_delete(*, contact: Contact, actor: Actor) -> None:
    """Erases one contact; see `contacts_erase`. Twice is as good as once."""
    contacts_erase(workspace=contact.workspace, contact_ids=[contact.pk], actor=actor)
