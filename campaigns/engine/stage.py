"""Stage 3 of the river: a round of passes over the campaigns that have something to do."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from campaigns.engine.claim import Work, find_work
from campaigns.engine.passes import Passed, pass_run
from campaigns.engine.progress import Progress
from campaigns.engine.trouble import hold_after_fault
from campaigns.engine.waking.arming import BATCH as ARMED
from campaigns.engine.waking.arming import arm
from campaigns.engine.wave import NotAccounted
from campaigns.engine.write import RowsMissing
from campaigns.nodes.moves import MovesMismatch
from workspaces.clock import database_now
from workspaces.wall.scope import only_in

# What one pass takes at most. Larger batches gain little per step, and keep a pause waiting longer.
BATCH = 5_000
# Campaigns per round; those left out come first in some later round, as the order is random.
CAMPAIGNS = 50

_CROSSED = (DeadlockDetected, SerializationFailure, LockNotAvailable)
_log = structlog.get_logger(__name__)


def run(now: datetime | None = None, limit: int = BATCH) -> Progress:
    """One round: a pass of up to `limit` executions for each campaign that has work; then waits that are new are armed.

    `now`: the database's clock.
    """
    moment = now or database_now()
    found = find_work(moment, CAMPAIGNS)
    passed = [_pass(work, moment, limit) for work in found]
    done = sum(each.executions for each in passed)
    looked_at, woken = arm(moment)
    more = any(each.full for each in passed) or (len(found) == CAMPAIGNS and done > 0)
    return Progress(done + woken, more or woken > 0 or looked_at == ARMED)


def _pass(work: Work, now: datetime, limit: int) -> Passed:
    """A pass whose books don't balance has written nothing, and would fail again: the campaign is held."""
    try:
        with _collector_paused(), only_in(work.workspace_id):
            return pass_run(work, now, limit)
    except (NotAccounted, RowsMissing, MovesMismatch) as error:
        _log.exception("engine_pass_failed", campaign=str(work.campaign_id))
        with only_in(work.workspace_id):
            hold_after_fault(work.campaign_id, f"{type(error).__name__}: {error}")
        return Passed()
    except OperationalError as error:
        if not isinstance(error.__cause__, _CROSSED):
            raise
        # Two passes that change the same contacts may meet crosswise; the one that had to give way comes again.
        _log.info("engine_pass_crossed", campaign=str(work.campaign_id), error=str(error.__cause__))
        return Passed(full=True)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A pass makes thousands of short-lived objects and no cycles; the collector would walk the heap for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
