"""Two contacts that are one person: one of them takes over all that the other has, whose id goes on to answer.

There is no way back. What both say of themselves is settled by `merged_fields`, what they did is handed over by the
holders of personal data (`contacts.privacy`).
"""

from collections.abc import Mapping
from typing import Any

from contacts.merging import merged_fields
from contacts.models import Contact, ContactAlias
from contacts.privacy.registry import Move, holders
from contacts.privacy.sweeping import contacts_note_gone
from contacts.services.contacts import REFRESH
from contacts.services.score_history import score_changes_note
from workspaces.clock import database_now
from workspaces.crossing import uncrossed
from workspaces.errors import InvalidInput, NotFound
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record


def contact_merge(*, target: Contact, source: Contact, actor: Actor) -> Contact:
    """Merges `source` into `target`, which stays. Raises InvalidInput for one and the same, NotFound where one is gone.

    Ways in one campaign: where the re-entry policy would not have let the person in twice, only the target's goes on.
    """
    if target.pk == source.pk:
        raise InvalidInput.of("source", "is the same contact")
    if target.workspace_id != source.workspace_id:
        raise NotFound("There is no such contact.")
    return uncrossed(lambda: _merge(target, source, actor))


def _merge(target: Contact, source: Contact, actor: Actor) -> Contact:
    now = database_now()
    move = Move(target.workspace_id, source.pk, target.pk, now)
    rows = Contact.objects.in_workspace(target.workspace_id)
    if rows.filter(pk__in=(target.pk, source.pk)).count() != 2:
        raise NotFound("There is no such contact.")
    # The campaigns' locks come before those of contacts, as in the engine's passes; so do rows that workers hold.
    first, *others = holders()
    first.move(move)
    for holder in others:
        holder.lock(target.workspace_id, [target.pk, source.pk])
    locked: Mapping[Any, Contact] = {
        row.pk: row for row in rows.filter(pk__in=(target.pk, source.pk)).order_by("pk").select_for_update()
    }
    if len(locked) != 2:
        raise NotFound("There is no such contact.")
    for holder in others:
        holder.move(move)
    winner, loser = locked[target.pk], locked[source.pk]
    values = merged_fields(winner, loser)
    ContactAlias.objects.in_workspace(winner.workspace_id).filter(contact=loser).update(contact=winner)
    gone = rows.filter(pk=loser.pk)
    gone._raw_delete(gone.db)
    rows.filter(pk=winner.pk).update(changed_at=now, **values)
    contacts_note_gone(workspace_id=winner.workspace_id, contact_ids=[loser.pk], now=now)
    ContactAlias.objects.create(id=loser.pk, workspace_id=winner.workspace_id, contact=winner, merged_at=now)
    score_changes_note(
        workspace_id=winner.workspace_id,
        changes=[(winner.pk, winner.score, values["score"])],
        source="merge",
        now=now,
    )
    audit_record(
        workspace=winner.workspace,
        actor=actor,
        action="contact.merged",
        target_type="contact",
        target_id=winner.public_id,
        data={"from": loser.public_id},
    )
    nudge(REFRESH)
    merged: Contact = rows.select_related("workspace").get(pk=winner.pk)
    return merged
