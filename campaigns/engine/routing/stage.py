"""The router's rounds: a batch of events, then a batch of entries into and exits from segments, a transaction each."""

from datetime import datetime

import structlog
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from campaigns.engine.progress import Progress
from campaigns.engine.routing.admission import Admission
from campaigns.engine.routing.listeners import listening
from campaigns.engine.routing.sources import Claimed, Events, Source, Transitions
from workspaces.crashpoints import crash_point
from workspaces.nudge import nudge

# What one transaction routes at most: its fixed cost is spread, and a campaign's row is held for less than a second.
BATCH = 5_000
SOURCES: tuple[Source, ...] = (Events(), Transitions())
_log = structlog.get_logger(__name__)


def run(now: datetime, limit: int = BATCH) -> Progress:
    """One batch of each source; how many rows were routed, and whether there may be more."""
    routed = [route(source, now, limit) for source in SOURCES]
    return Progress(sum(routed), more=limit in routed)


def route(source: Source, now: datetime, limit: int) -> int:
    """One batch: who comes in, and what was decided, stand together with the marks, or nothing does."""
    try:
        with transaction.atomic():
            claimed = _route(source, now, limit)
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        # A pass that lets its contacts into other campaigns may hold their rows in another order; it comes again.
        _log.info("routing_crossed", source=source.kind.value)
        return 0
    crash_point("routing.after_commit")
    return sum(len(ids) for ids in claimed.values())


def _route(source: Source, now: datetime, limit: int) -> Claimed:
    with connection.cursor() as cursor:
        claimed = source.claim(now, limit, cursor)
        if not claimed:
            return claimed
        crash_point("routing.after_claim")
        source.follow(claimed, now, cursor)
        entered = 0
        for house in listening(claimed, cursor):
            for listener in house.listeners:
                ids = [row for subject, rows in claimed.items() if listener.listens_to(subject) for row in rows]
                if ids:
                    entered += Admission(house, listener, source, ids, now).decide(cursor)
        crash_point("routing.before_commit")
    if entered:
        nudge("campaigns.tasks.run_engine")
    return claimed
