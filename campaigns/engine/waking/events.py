"""Events end waits: matched with the subscriptions of their contacts, and judged by the nodes' filters, in sets."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.engine.waking.places import Place, Rule
from campaigns.engine.waking.wake import id_array, wake
from campaigns.nodes.waiting.signals import event_signal
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.sql import load

_SQL = "campaigns.engine"
_log = structlog.get_logger(__name__)

# (execution, event): the event is of the name that the execution waits for, of its contact, and came in time.
Pairs = Sequence[tuple[int, int]]


def wake_for_events(event_ids: Sequence[int], earliest: datetime, now: datetime) -> int:
    """Ends the waits that these events end, none known before `earliest`, in the caller's transaction; how many.

    An event counts from the moment at which its contact came to the node up to the end of the wait. Of several the one
    that was recorded first is told of. Costs four statements, and one for each different filter, however many wait.
    """
    if not event_ids:
        return 0
    with connection.cursor() as cursor:
        happened: dict[str, Any] = {"events": id_array(list(event_ids)), "earliest": earliest}
        cursor.execute(load(_SQL, "lock_awaiting"), happened)
        locked = [row[0] for row in cursor.fetchall()]
        if not locked:
            return 0
        cursor.execute(load(_SQL, "match_events"), happened | {"executions": id_array(locked)})
        return wake(_signals(judged(cursor.fetchall(), now)), now, cursor)


def missed_events(execution_ids: Sequence[int], now: datetime, cursor: CursorWrapper) -> dict[int, int]:
    """For those of these executions, locked by the caller, whose event was recorded without ending their wait: its id.

    It was routed before the subscription could be seen, or has yet to be routed.
    """
    cursor.execute(load(_SQL, "match_missed"), {"executions": id_array(list(execution_ids))})
    return judged(cursor.fetchall(), now)


def judged(rows: Iterable[tuple[Any, ...]], now: datetime) -> dict[int, int]:
    """The first event of each execution that its node's filter lets pass.

    Rows: workspace, campaign, version, node, executions, events (two arrays in step), the first moment at which one of
    them came to be known. Filters that are alike in a campaign are asked once.
    """
    passed: list[tuple[int, int]] = []
    filtered: dict[tuple[Any, ...], tuple[Place, Rule, list[tuple[int, int]]]] = {}
    earliest: dict[tuple[Any, ...], datetime] = {}
    for *columns, executions, events, since in rows:
        place = Place(*columns)
        config = place.config()
        pairs = list(zip(executions, events, strict=True))
        if config is None:
            _log.error("wait_unreadable", version=str(place.version_id), node=place.node)
        elif config.filter is None:
            passed += pairs
        else:
            key = (place.campaign_id, json.dumps(config.filter, sort_keys=True))
            filtered.setdefault(key, (place, config.filter, []))[2].extend(pairs)
            earliest[key] = min(since, earliest.get(key, since))
    for key, (place, rule, pairs) in filtered.items():
        passed += _passing(place, rule, pairs, earliest[key], now)
    first: dict[int, int] = {}
    for execution, event in passed:
        first[execution] = min(event, first.get(execution, event))
    return first


def _passing(place: Place, rule: Rule, pairs: Pairs, earliest: datetime, now: datetime) -> Pairs:
    """One query. A filter that can't be carried out lets nothing pass; the wait ends by its timeout."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            context = rules.RuleContext(place.campaign_id, "b.execution_id", "b.context")
            predicate = rules.compile(rules.parse(rule), place.workspace_id, now, context=context)
            params: dict[str, Any] = {
                **predicate.params,
                "executions": id_array([execution for execution, _ in pairs]),
                "events": id_array([event for _, event in pairs]),
                "earliest": earliest,
            }
            cursor.execute(load(_SQL, "filter_awaited").replace("{predicate}", predicate.sql), params)
            return [pairs[number - 1] for (number,) in cursor.fetchall()]
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, InvalidInput):
        _log.exception("wait_filter_failed", campaign=str(place.campaign_id), node=place.node)
        return []


def _signals(events: Mapping[int, int]) -> dict[int, str]:
    return {execution: event_signal(event) for execution, event in events.items()}
