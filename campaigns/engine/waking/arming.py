"""Arming: a wait that is new, or whose contact has changed, is looked at on a snapshot that sees everything.

Between a pass's decision and its commit nobody sees its subscriptions. An event that is routed in that gap ends no
wait, and a contact that changes in it is asked by nobody. So a subscription is born unarmed, and whoever arms it asks
for what came since. What comes later meets a subscription that is there to be seen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.engine.waking.events import missed_events
from campaigns.engine.waking.places import Place
from campaigns.engine.waking.wake import id_array, wake
from campaigns.models import Awaited
from campaigns.nodes.waiting.signals import RULE, event_signal
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.sql import load

_SQL = "campaigns.engine"
# Waits of one transaction: a few statements each, and locks for a fraction of a second.
BATCH = 5_000
_log = structlog.get_logger(__name__)


@transaction.atomic
def arm(now: datetime, limit: int = BATCH) -> tuple[int, int]:
    """Looks at the next waits that have to be looked at; how many, and how many of them ended."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "arm_new"), {"limit": limit})
        kinds = dict(cursor.fetchall())
        if not kinds:
            return 0, 0
        for_events = [execution for execution, kind in kinds.items() if kind == Awaited.EVENT]
        signals: dict[int, str] = {}
        if for_events:
            missed = missed_events(for_events, now, cursor)
            signals = {execution: event_signal(event) for execution, event in missed.items()}
        if len(for_events) < len(kinds):
            signals |= dict.fromkeys(holding(list(kinds), now, cursor), RULE)
        woken = wake(signals, now, cursor)
        waiting = [execution for execution in kinds if execution not in signals]
        if waiting:
            cursor.execute(load(_SQL, "arm"), {"executions": id_array(waiting), "now": now})
    return len(kinds), woken


def holding(execution_ids: Sequence[int], now: datetime, cursor: CursorWrapper) -> list[int]:
    """Those of these executions that wait for a rule which holds now; a query for each node."""
    cursor.execute(load(_SQL, "waiting_for_rules"), {"executions": id_array(list(execution_ids))})
    found: list[int] = []
    for *columns, executions in cursor.fetchall():
        found += _holding_at(Place(*columns), executions, now)
    return found


def _holding_at(place: Place, executions: Sequence[int], now: datetime) -> list[int]:
    """A rule that can't be carried out holds for nobody; the wait ends by its timeout."""
    config = place.config()
    if config is None or config.rule is None:
        _log.error("wait_unreadable", version=str(place.version_id), node=place.node)
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            context = rules.RuleContext(place.campaign_id, "b.execution_id", "b.context")
            predicate = rules.compile(rules.parse(config.rule), place.workspace_id, now, context=context)
            params: dict[str, Any] = {**predicate.params, "executions": id_array(list(executions))}
            cursor.execute(load(_SQL, "rule_holds").replace("{predicate}", predicate.sql), params)
            return [row[0] for row in cursor.fetchall()]
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, InvalidInput):
        _log.exception("wait_rule_failed", campaign=str(place.campaign_id), node=place.node)
        return []
