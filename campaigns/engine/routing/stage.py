"""The router's rounds: a batch of events, then a batch of entries into and exits from segments, a transaction each."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

import structlog
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from campaigns.engine.progress import Progress
from campaigns.engine.routing.admission import Admission
from campaigns.engine.routing.listeners import Listener, listening
from campaigns.engine.routing.sources import Claimed, Events, Source, Transitions
from workspaces.crashpoints import crash_point
from workspaces.nudge import nudge

# What one transaction routes at most: its fixed cost is spread, and a campaign's row is held for about a second.
BATCH = 5_000
# Decisions of one transaction: where hundreds of campaigns listen to one event, fewer events make a batch.
DECISIONS = 50_000
SOURCES: tuple[Source, ...] = (Events(), Transitions())
_NONE = Progress(0, more=False)
_log = structlog.get_logger(__name__)


def run(now: datetime, limit: int = BATCH) -> Progress:
    """One batch of each source; how many rows were routed, and whether there may be more."""
    routed = [route(source, now, limit) for source in SOURCES]
    return Progress(sum(each.done for each in routed), more=any(each.more for each in routed))


def route(source: Source, now: datetime, limit: int) -> Progress:
    """One batch: who comes in, and what was decided, stand together with the marks, or nothing does."""
    try:
        with transaction.atomic():
            progress = _route(source, now, limit)
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        # A pass that lets its contacts into other campaigns may hold their rows in another order; it comes again.
        _log.info("routing_crossed", source=source.kind.value)
        return _NONE
    if progress.done:
        crash_point("routing.after_commit")
    return progress


def _route(source: Source, now: datetime, limit: int) -> Progress:
    with connection.cursor() as cursor:
        claimed = source.claim(limit, cursor)
        if not claimed.rows:
            return _NONE
        crash_point("routing.after_claim")
        listeners = listening(set(claimed.subjects), now, cursor)
        batch = _bounded(claimed, listeners)
        source.follow(batch, now, cursor)
        entered = Admission(source, batch, now).decide(listeners, cursor)
        source.mark(batch, now, cursor)
        source.wake(batch, now)
        crash_point("routing.before_commit")
    if entered:
        nudge("campaigns.tasks.run_engine")
    return Progress(len(batch.rows), more=len(claimed.rows) == limit or len(batch.rows) < len(claimed.rows))


def _bounded(claimed: Claimed, listeners: Sequence[Listener]) -> Claimed:
    """The first of the rows, as many as make up a transaction's decisions; at least one."""
    ears = Counter(listener.subject for listener in listeners)
    each = [ears[subject] for subject in claimed.subjects]
    decisions = accumulate(each[number] for number in claimed.about)
    return claimed.first(max(1, sum(total <= DECISIONS for total in decisions)))
