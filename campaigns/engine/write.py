"""Writes what a pass has gathered: one UPDATE, one COPY of the journal, one of the outbox, counter deltas."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.claim import Claim
from campaigns.engine.ledger import Counts, Ledger, Parked
from campaigns.nodes.lots import BITS, lots
from campaigns.nodes.send import SPREAD
from messaging.services import messages_enqueue
from templates_app.models import TemplateVersion
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.copying import copying
from workspaces.wall.scope import require

_SQL = "campaigns.engine"


class RowsMissing(AssertionError):
    """An UPDATE met fewer rows than were claimed and locked; the pass must be rolled back."""


def write(ledger: Ledger, campaign_id: UUID, cursor: CursorWrapper) -> None:
    """Everything in the ledger, on the pass's own transaction. Raises RowsMissing."""
    _executions(ledger, cursor)
    _journal(ledger, cursor)
    if ledger.parked:
        rows = _outbox(ledger, campaign_id, _message_types(ledger))
        messages_enqueue(cursor, rows)  # type: ignore[arg-type]
    if ledger.called:
        _calls(ledger, campaign_id, cursor)
    counters_append(ledger.counts, ledger.workspace_id, campaign_id, ledger.now, cursor)


def release(claimed: Claim, now: datetime, cursor: CursorWrapper) -> None:
    """Marks settled messages and calls as consumed. Raises RowsMissing."""
    for name, keys in (("messages", claimed.message_keys), ("calls", claimed.call_keys)):
        if not keys:
            continue
        cursor.execute(load(_SQL, f"release_{name}"), {name: _array(keys), "now": now})
        if cursor.rowcount != len(keys):
            raise RowsMissing(f"{cursor.rowcount} of {len(keys)} {name} were released")


def counters_append(
    counts: Counts, workspace_id: UUID, campaign_id: UUID, now: datetime, cursor: CursorWrapper
) -> None:
    """Appends counter deltas; those that came out as nothing are left out."""
    rows = [(*counter, delta) for counter, delta in counts.items() if delta]
    if not rows:
        return
    runs, nodes, outcomes, ports, reasons, deltas = map(list, zip(*rows, strict=True))
    cursor.execute(
        load(_SQL, "append_counters"),
        {
            "workspace": workspace_id,
            "campaign": campaign_id,
            "now": now,
            "runs": runs,
            "nodes": nodes,
            "outcomes": outcomes,
            "ports": ports,
            "reasons": reasons,
            "deltas": deltas,
        },
    )


def _executions(ledger: Ledger, cursor: CursorWrapper) -> None:
    if not ledger.rested:
        return
    nodes, states, dues, reasons, loops, signals = map(list, zip(*ledger.fates, strict=True))
    cursor.execute(
        load(_SQL, "write_executions"),
        {
            "now": ledger.now,
            "ids": _array(ledger.rested),
            "fates": _array(ledger.rested_fates),
            "nodes": nodes,
            "states": states,
            "dues": dues,
            "reasons": reasons,
            "loops": loops,
            "signals": signals,
        },
    )
    if cursor.rowcount != len(ledger.rested):
        raise RowsMissing(f"{cursor.rowcount} of {len(ledger.rested)} executions were written")


def _journal(ledger: Ledger, cursor: CursorWrapper) -> None:
    if not ledger.journal:
        return
    require(ledger.workspace_id)
    with copying(cursor, load(_SQL, "copy_steps")) as copy:
        copy.write("".join(ledger.journal))


def _message_types(ledger: Ledger) -> dict[UUID, str]:
    versions = {parked.intent.template_version_id for parked in ledger.parked}
    rows = TemplateVersion.objects.in_workspace(ledger.workspace_id).filter(pk__in=versions)
    return dict(rows.values_list("pk", "template__message_type"))


def _outbox(ledger: Ledger, campaign_id: UUID, message_types: dict[UUID, str]) -> Iterator[tuple[Any, ...]]:
    """Tuples in the order of OutboxRow."""
    for parked in ledger.parked:
        intent = parked.intent
        yield from zip(
            repeat(ledger.workspace_id),
            repeat(campaign_id),
            parked.contacts,
            parked.keys,
            repeat(parked.node),
            parked.visits,
            repeat(intent.channel),
            repeat(message_types[intent.template_version_id]),
            repeat(intent.template_version_id),
            repeat(intent.sender_id),
            parked.contexts,
            _due(parked, campaign_id, ledger.now),
            repeat(ledger.now),
            repeat(intent.leg),
            repeat("" if intent.spread is None else SPREAD),
            strict=False,
        )


def _due(parked: Parked, campaign_id: UUID, now: datetime) -> Iterator[datetime]:
    """When each message may go: now, or at its contact's part of the time over which they are spread."""
    spread = parked.intent.spread
    if spread is None:
        return repeat(now)
    numbers = lots(campaign_id, f"{parked.node}/spread", parked.contacts)
    return (now + spread * (number / 2**BITS) for number in numbers)


def _calls(ledger: Ledger, campaign_id: UUID, cursor: CursorWrapper) -> None:
    """The outbox of HTTP calls. A second one for the same visit breaks the whole pass: it is never ordinary."""
    require(ledger.workspace_id)
    with copying(cursor, load(_SQL, "copy_calls")) as copy:
        for called in ledger.called:
            columns = zip(called.keys, called.visits, called.calls.urls, called.calls.bodies, strict=True)
            for key, visit, url, body in columns:
                whose = (ledger.workspace_id, campaign_id, called.version, called.node)
                copy.write_row((*whose, key, visit, url, body, ledger.now, ledger.now))
    nudge("campaigns.tasks.run_webhooks")


def _array(keys: Sequence[str]) -> str:
    """An array literal: one text, where psycopg would adapt each number by itself."""
    return f"{{{','.join(keys)}}}"
