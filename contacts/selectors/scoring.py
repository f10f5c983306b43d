"""Score rules, how scores are spread, and why a contact's score is what it is."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from contacts.models import Contact, ContactScore, ScoreChange, ScoreRule, ScoreState
from contacts.scoring.compute import Points, points_of
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.sql import load
from workspaces.timing import TooSlow, statements_within

_BINS = 12
# Milliseconds that people wait for a chart.
_WITHIN = 2_000


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """How many contacts have a score of `low` to `high`, both included."""

    low: int
    high: int
    contacts: int


@dataclass(frozen=True, slots=True)
class ScoreExplained:
    """Points by the names of their rules, those given by hand, and the score that they make together."""

    score: int
    parts: tuple[tuple[str, int], ...]
    by_hand: int


def score_rules(*, workspace: Workspace) -> QuerySet[ScoreRule]:
    """The workspace's rules by name."""
    rows: QuerySet[ScoreRule] = ScoreRule.objects.in_workspace(workspace)
    return rows.order_by("name")


def score_rule_get(*, workspace: Workspace, rule_id: str) -> ScoreRule:
    """The rule with this public id. Raises NotFound."""
    try:
        rows = ScoreRule.objects.in_workspace(workspace).select_related("workspace")
        return rows.get(pk=decode(ScoreRule.ID_PREFIX, rule_id))
    except (InvalidId, ScoreRule.DoesNotExist):
        raise NotFound("There is no such score rule.") from None


def scoring_is_walking(*, workspace: Workspace) -> bool:
    """Whether contacts are just being scored anew."""
    return ScoreState.objects.in_workspace(workspace).exclude(walk=ScoreState.Walk.NONE).exists()


def score_spread(*, workspace: Workspace) -> list[ScoreBin] | None:
    """How many contacts have which scores, in about a dozen steps; None where counting takes too long.

    Two statements over the index contact_by_score alone.
    """
    try:
        with statements_within(_WITHIN):
            low, high = _row("score_bounds", {"workspace": workspace.pk})[0]
            if low is None:
                return []
            step = _step(high - low + 1)
            counts = dict(_row("score_spread", {"workspace": workspace.pk, "step": step}))
    except TooSlow:
        return None
    first, last = low // step, high // step
    return [ScoreBin(n * step, n * step + step - 1, counts.get(n, 0)) for n in range(first, last + 1)]


def score_explained(*, contact: Contact) -> ScoreExplained:
    """What the contact's score is made of, as it was last computed."""
    row = ContactScore.objects.in_workspace(contact.workspace_id).filter(contact=contact).first()
    parts, computed = (row.parts, row.computed) if row is not None else ({}, 0)
    return _explained(contact, parts, computed)


def score_previewed(*, contact: Contact, rules: Sequence[ScoreRule], now: datetime) -> ScoreExplained:
    """What it would be by these rules at this moment; nothing is written."""
    kept = ContactScore.objects.in_workspace(contact.workspace_id).filter(contact=contact).first()
    by_hand = contact.score - (kept.computed if kept is not None else 0)
    points: Points = points_of(contact.workspace_id, rules, [contact.pk], now)[contact.pk]
    names = {str(rule.pk): rule.name for rule in rules}
    parts = tuple((names[key], given) for key, given in points.parts.items())
    return ScoreExplained(points.total + by_hand, parts, by_hand)


def score_history(*, contact: Contact, limit: int) -> list[tuple[ScoreChange, list[tuple[str, int]]]]:
    """The latest changes, newest first, each with the names of the rules that made it; none: it was made by hand."""
    rows = ScoreChange.objects.in_workspace(contact.workspace_id).filter(contact=contact).order_by("-at", "-pk")
    found = list(rows[:limit])
    names = _names(contact, {key for row in found for key in row.parts or {}})
    return [
        (row, [(names.get(key, "a rule of before"), moved) for key, moved in (row.parts or {}).items()])
        for row in found
    ]


def _explained(contact: Contact, parts: dict[str, int], computed: int) -> ScoreExplained:
    names = _names(contact, set(parts))
    told = tuple((names.get(key, "a rule of before"), points) for key, points in parts.items())
    return ScoreExplained(contact.score, told, contact.score - computed)


def score_rule_names(*, workspace: Workspace | UUID, ids: Collection[str]) -> dict[str, str]:
    """The names of these rules (UUIDs as text), as far as they are there; no query for none."""
    if not ids:
        return {}
    rows = ScoreRule.objects.in_workspace(workspace).filter(pk__in=ids)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _names(contact: Contact, keys: set[str]) -> dict[str, str]:
    return score_rule_names(workspace=contact.workspace_id, ids=keys)


def _step(width: int) -> int:
    """1, 2, 5, 10, 20, …: what makes about a dozen steps of the width."""
    raw = max(1, math.ceil(width / _BINS))
    unit = 10 ** (len(str(raw)) - 1)
    return next(step for step in (unit, 2 * unit, 5 * unit, 10 * unit) if step >= raw)


def _row(statement: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", statement), params)
        return cursor.fetchall()
