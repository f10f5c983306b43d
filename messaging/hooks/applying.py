"""Applying a set of kept reports: the messages they mean, the facts on them, and what follows from both."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.hooks.answers import answers_applied
from messaging.hooks.base import Fact
from messaging.hooks.effects import addresses_applied, chats_ended, wishes_applied
from messaging.hooks.kept import Kept, Meant, Told
from messaging.hooks.people import people_of
from messaging.models import Message, MessageState, ReportOutcome
from messaging.services.deciding import MOST, messages_reported
from workspaces.sql import load

_COLUMNS: Mapping[Fact, Sequence[str]] = {
    Fact.DELIVERED: ("delivered",),
    Fact.READ: ("delivered", "opened"),
    Fact.BOUNCED: ("bounced",),
    Fact.SOFT_BOUNCED: ("bounced",),
    Fact.COMPLAINED: ("complained",),
    Fact.UNSUBSCRIBED: ("unsubscribed",),
    Fact.OPTED_OUT: ("unsubscribed",),
}
_MOMENTS = ("delivered", "opened", "bounced", "complained", "unsubscribed")
_REASONS = {Fact.BOUNCED: "bounced_hard", Fact.SOFT_BOUNCED: "bounced_soft", Fact.COMPLAINED: "complained"}


def reports_apply(rows: Sequence[Kept], now: datetime) -> dict[int, ReportOutcome]:
    """What became of each report. The caller's transaction; a fixed number of statements for each workspace."""
    meant = _noted([row for row in rows if row.message_id is not None and row.fact in _COLUMNS])
    unnamed = [row for row in rows if row.message_id not in meant or row.fact not in _COLUMNS]
    people = people_of(unnamed)
    told = []
    for row in rows:
        message = meant.get(row.message_id or 0) if row.fact in _COLUMNS else None
        told.append(Told(row, message, message.contact_id if message else people.get(row.id)))
    _arrived(list(meant.values()), rows)
    said = answers_applied([each for each in told if each.report.fact is Fact.RECEIVED], now)
    # What was asked for in words is as good as what a provider tells, and both count in the order in which they came.
    wishes = sorted([*told, *said.wishes], key=lambda each: each.report.id)
    wishes_applied(wishes, now, said.words)
    addresses_applied(wishes)
    chats_ended(told)
    return {each.report.id: said.outcomes.get(each.report.id) or _outcome(each) for each in told}


def _outcome(told: Told) -> ReportOutcome:
    known = told.message is not None or told.contact_id is not None
    # An address that nobody has yet can be suppressed all the same.
    by_address = (
        told.report.fact in (Fact.BOUNCED, Fact.COMPLAINED, Fact.OPTED_OUT, Fact.OPTED_IN) and told.report.address
    )
    return ReportOutcome.APPLIED if known or by_address else ReportOutcome.UNMATCHED


def _noted(rows: Sequence[Kept]) -> dict[int, Meant]:
    """Writes the facts; the messages that were meant."""
    if not rows:
        return {}
    moments: dict[tuple[int, UUID], dict[str, datetime]] = defaultdict(dict)
    reasons: dict[tuple[int, UUID], tuple[str, str]] = {}
    for row in rows:
        key = (row.message_id or 0, row.sender_id)
        for name in _COLUMNS[row.fact]:
            moments[key][name] = min(row.at, moments[key].get(name, row.at))
        if row.fact in _REASONS:
            reasons[key] = (_REASONS[row.fact], row.data.get("detail", ""))
    keys = sorted(moments)
    params: dict[str, Any] = {
        "ids": [message for message, _ in keys],
        "senders": [sender for _, sender in keys],
        "reasons": [reasons.get(key, ("", ""))[0] for key in keys],
        "details": [reasons.get(key, ("", ""))[1] for key in keys],
        **{name: [moments[key].get(name) for key in keys] for name in _MOMENTS},
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.hooks", "apply_facts"), params)
        return {row[0]: Meant(*row) for row in cursor.fetchall()}


def _arrived(messages: Sequence[Meant], rows: Sequence[Kept]) -> None:
    """unknown → accepted: who reports on a message has it. An operator would have found out no better.

    So has who reports on one that was tried and is queued again: the attempt that is reported on went out after all. Of
    one on its way nothing is decided here; where its attempt comes to nothing, `catch_up` finds it.
    """
    # That something was not delivered may be said of an attempt that is known not to have been taken.
    surely = {row.message_id for row in rows if row.fact is not Fact.SOFT_BOUNCED}
    ids: dict[UUID, list[int]] = defaultdict(list)
    for message in messages:
        queued = message.state == MessageState.QUEUED and message.attempt > 0 and message.id in surely
        if message.state == MessageState.UNKNOWN or queued:
            ids[message.workspace_id].append(message.id)
    for workspace_id, known in ids.items():
        messages_reported(workspace_id=workspace_id, ids=known)


def catch_up() -> int:
    """unknown → accepted of messages that were reported on while they were on their way; how many."""
    found = Message.objects.across_workspaces().filter(state=MessageState.UNKNOWN)
    found = found.exclude(delivered_at=None, opened_at=None, bounced_at=None, complained_at=None, unsubscribed_at=None)
    ids: dict[UUID, list[int]] = defaultdict(list)
    for workspace_id, pk in found.order_by("pk").values_list("workspace_id", "pk")[:MOST]:
        ids[workspace_id].append(pk)
    return sum(messages_reported(workspace_id=workspace_id, ids=known) for workspace_id, known in ids.items())
