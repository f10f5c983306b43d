"""Triggers let in whom they may, and write down what they decided about each: one statement for many of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.engine.routing.listeners import Listener
from campaigns.engine.routing.sources import Claimed, Source, id_array
from campaigns.lifecycle.runs import entries_take
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.sql import load

_SQL = "campaigns.engine"
# Triggers of one statement. Planning it costs as much as deciding about some dozens of contacts, so it is shared; a
# statement of thousands of rules would take its time to plan, too.
TOGETHER = 100
_MESSAGE_LENGTH = 300
# The database or the connection is to blame: the whole batch is rolled back and comes again.
_NOT_THE_RULE = (OperationalError, InterfaceError)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Admission:
    """What there is to decide about."""

    source: Source
    claimed: Claimed
    now: datetime

    def decide(self, listeners: Sequence[Listener], cursor: CursorWrapper) -> int:
        """How many contacts came in."""
        starts = range(0, len(listeners), TOGETHER)
        return sum(self._decide(listeners[start : start + TOGETHER], cursor) for start in starts)

    def _decide(self, listeners: Sequence[Listener], cursor: CursorWrapper) -> int:
        """A rule that can't be carried out lets nobody in and is written down as a fault; the others go on."""
        try:
            with transaction.atomic():
                return self._let_in(listeners, cursor)
        except _NOT_THE_RULE:
            raise
        except (DatabaseError, InvalidInput) as error:
            if len(listeners) > 1:
                return sum(self._decide([each], cursor) for each in listeners)
            self._note_fault(listeners[0], error, cursor)
            return 0

    def _let_in(self, listeners: Sequence[Listener], cursor: CursorWrapper) -> int:
        barred, policies = _policies(listeners)
        parts = _rules(listeners, self.now) | {"barred": rules.Predicate(barred, {})}
        statement, params = load(_SQL, "let_in").replace("{source}", self.source.rows), self._params(listeners)
        for name, part in parts.items():
            statement = statement.replace(f"{{{name}}}", part.sql)
            params |= part.params
        # A batch takes as many numbers as its busiest contact needs, which is known afterwards only.
        numbered = {each.campaign.pk: each.campaign for each in listeners if not each.policy.first_only}
        firsts = entries_take(dict.fromkeys(numbered.values(), 1))
        params["policies"] = policies
        params["entries"] = [firsts.get(each.campaign.pk, 1) for each in listeners]
        cursor.execute(statement, params)
        made = cursor.fetchall()
        entries_take(
            {numbered[key]: last - firsts[key] for key, _, last in made if key in numbered and last > firsts[key]}
        )
        return sum(size for _, size, _ in made)

    def _params(self, listeners: Sequence[Listener]) -> dict[str, Any]:
        number_of = {subject: number for number, subject in enumerate(self.claimed.subjects)}
        return {
            "listeners": list(range(len(listeners))),
            "subjects": [number_of[each.subject] for each in listeners],
            "workspaces": [each.subject.workspace_id for each in listeners],
            "campaigns": [each.campaign.pk for each in listeners],
            "versions": [each.version_id for each in listeners],
            "nodes": [each.node for each in listeners],
            "since": [each.since for each in listeners],
            "afters": [each.policy.since for each in listeners],
            "repeating": [each.policy.repeats for each in listeners],
            "closed": [each.closed(self.now) for each in listeners],
            "sources": id_array(self.claimed.rows),
            "earliest": self.claimed.earliest,
            "subject_of": id_array(self.claimed.about),
            "subject_texts": [subject.text for subject in self.claimed.subjects],
            "source": self.source.kind.value,
            "now": self.now,
        }

    def _note_fault(self, listener: Listener, error: Exception, cursor: CursorWrapper) -> None:
        _log.exception("trigger_failed", campaign=listener.campaign.public_id, node=listener.node)
        params: dict[str, Any] = {
            "workspace": listener.subject.workspace_id,
            "campaign": listener.campaign.pk,
            "node": listener.node,
            "since": listener.since,
            "subject_texts": [listener.subject.text],
            "source": self.source.kind.value,
            "sources": id_array(self.claimed.rows_about()[listener.subject]),
            "earliest": self.claimed.earliest,
            "message": f"{type(error).__name__}: {error}"[:_MESSAGE_LENGTH],
            "now": self.now,
        }
        cursor.execute(load(_SQL, "note_undecided").replace("{source}", self.source.rows), params)


def _policies(listeners: Sequence[Listener]) -> tuple[str, list[int]]:
    """The condition that keeps contacts out, by the number of the policy; and each listener's number."""
    texts = [each.policy.barred(since="b.after", entry="b.entry") for each in listeners]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    cases = " ".join(f"WHEN {number} THEN {text}" for text, number in numbers.items())
    return f"CASE b.policy {cases} END", [numbers[text] for text in texts]


def _rules(listeners: Sequence[Listener], now: datetime) -> dict[str, rules.Predicate]:
    """What of let_in.sql depends on rules: filters, entry rules, and the values that each looks at."""
    filters = [each.filter for each in listeners]
    entry = [each.settings.entry_rule for each in listeners]
    places: list[tuple[str, list[dict[str, Any] | None], Callable[..., rules.Predicate], str]] = [
        ("filter", filters, rules.compile, "TRUE"),
        ("filter_values", filters, rules.compile_values, "NULL::jsonb"),
        ("entry_rule", entry, rules.compile, "TRUE"),
        ("entry_values", entry, rules.compile_values, "NULL::jsonb"),
    ]
    made: dict[str, rules.Predicate] = {}
    for name, documents, compiled, otherwise in places:
        cases: dict[int, rules.Predicate] = {}
        for number, (listener, document) in enumerate(zip(listeners, documents, strict=True)):
            if document is not None:
                context = rules.RuleContext(listener.campaign.pk, context_column="b.context")
                workspace, rule = listener.subject.workspace_id, rules.parse(document)
                cases[number] = compiled(rule, workspace, now, context=context, prefix=f"{name}{number}_")
        made[name] = _by_listener(cases, otherwise)
    return made


def _by_listener(cases: Mapping[int, rules.Predicate], otherwise: str) -> rules.Predicate:
    if not cases:
        return rules.Predicate(otherwise, {})
    whens = " ".join(f"WHEN {number} THEN ({case.sql})" for number, case in cases.items())
    params = {name: value for case in cases.values() for name, value in case.params.items()}
    return rules.Predicate(f"CASE b.listener {whens} ELSE {otherwise} END", params)
