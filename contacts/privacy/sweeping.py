"""The sweep behind erasures and merges: what was committed about a contact after the contact was gone.

Most who write about a contact lock its row first, and find it gone. Journals, decisions and queues don't, as a lock for
each of a million rows would cost more than the rows. Whoever was at work beside an erasure may so commit a row later;
each id that is gone is looked for until everybody who began before has ended, and a last time a day later, for
those who remember an id beyond their transaction. See docs/privacy.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from contacts.models import Contact, ContactAlias, GoneContact
from contacts.privacy.registry import Move, holders
from workspaces.clock import database_now
from workspaces.crossing import uncrossed
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.scope import as_owner, everywhere, only_in

STAGE = "contacts.tasks.sweep_gone_contacts"
AGAIN = timedelta(seconds=10)
LAST = timedelta(days=1)
BATCH = 500
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a pass did: ids it looked for, and those of which there was something left."""

    looked_for: int = 0
    erased: int = 0
    handed_over: int = 0


def contacts_note_gone(*, workspace_id: UUID, contact_ids: Iterable[UUID], now: datetime) -> None:
    """Has these ids looked for, in the transaction in which the contacts go. The first sweep follows the commit."""
    GoneContact.objects.bulk_create(
        [GoneContact(id=each, workspace_id=workspace_id, gone_at=now, sweep_at=now) for each in contact_ids],
        ignore_conflicts=True,
    )
    nudge(STAGE)


def run(now: datetime | None = None) -> Swept:
    """One pass: up to 500 ids of each workspace that has some due; a workspace is a transaction of its own."""
    moment = now or database_now()
    found = Swept()
    for workspace_id in _due(moment):
        try:
            with only_in(workspace_id):
                swept = uncrossed(lambda workspace_id=workspace_id: _sweep(workspace_id, moment))  # type: ignore[misc]
        except DatabaseError:
            _log.exception("sweep_failed", workspace=str(workspace_id))
            continue
        found = Swept(
            found.looked_for + swept.looked_for, found.erased + swept.erased, found.handed_over + swept.handed_over
        )
    return found


@everywhere()
def _due(now: datetime) -> list[UUID]:
    due = GoneContact.objects.across_workspaces().filter(sweep_at__lte=now)
    return list(due.order_by("workspace_id").values_list("workspace_id", flat=True).distinct())


def _sweep(workspace_id: UUID, now: datetime) -> Swept:
    rows = GoneContact.objects.in_workspace(workspace_id).filter(sweep_at__lte=now).order_by("sweep_at")
    gone = list(rows.select_for_update(skip_locked=True)[:BATCH])
    # Asked before the rows are looked for: who is still at work now may commit behind the look.
    oldest = oldest_transaction()
    ids = [each.pk for each in gone]
    left: set[UUID] = set().union(*(holder.left(workspace_id, ids) for holder in holders())) if ids else set()
    aliases = ContactAlias.objects.in_workspace(workspace_id).filter(pk__in=left)
    merged = dict(aliases.values_list("pk", "contact_id"))
    erased = sorted(left - set(merged))
    if erased:
        _erase_left(workspace_id, erased)
    for source, target in merged.items():
        _hand_over_left(Move(workspace_id, source, target, now))
    _next(gone, oldest, now)
    if left:
        _log.info("gone_contacts_swept", workspace=str(workspace_id), erased=len(erased), handed_over=len(merged))
    return Swept(len(ids), len(erased), len(merged))


def _erase_left(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    for holder in holders():
        holder.lock(workspace_id, ids)
    for holder in holders():
        holder.erase(workspace_id, ids)


def _hand_over_left(move: Move) -> None:
    """A contact that is itself merged away by now keeps what is left for the next sweep."""
    first, *others = holders()
    first.move(move)
    for holder in others:
        holder.lock(move.workspace_id, [move.source, move.target])
    target = Contact.objects.in_workspace(move.workspace_id).filter(pk=move.target)
    if target.select_for_update(no_key=True).first() is None:
        raise DatabaseError(f"the contact {move.target} went meanwhile")
    for holder in others:
        holder.move(move)


def _next(gone: Sequence[GoneContact], oldest: datetime | None, now: datetime) -> None:
    """When each is looked for again; those whose last sweep this was are forgotten."""
    over: list[UUID] = []
    for each in gone:
        alone = each.seen_at is not None and (oldest is None or oldest > each.seen_at)
        if each.seen_at is None or not alone:
            each.seen_at, each.sweep_at = each.seen_at or now, now + AGAIN
        elif now < each.gone_at + LAST:
            each.sweep_at = each.gone_at + LAST
        else:
            over.append(each.pk)
    rows = GoneContact.objects.across_workspaces()
    rows.bulk_update([each for each in gone if each.pk not in over], ["seen_at", "sweep_at"])
    if over:
        rows.filter(pk__in=over).delete()


@as_owner()
def oldest_transaction() -> datetime | None:
    """When the oldest of the others' open transactions began; PostgreSQL tells it to their own login only."""
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "oldest_transaction"))
        row = cursor.fetchone()
    oldest: datetime | None = row[0]
    return oldest
