"""Sends a claimed batch: small chunks, each marked as dispatched and committed right before its provider calls.

One statement per chunk settles the previous chunk and marks the next. A process that dies leaves at most one chunk in
doubt; the rest of its batch is queued again when the lease runs out.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

import structlog
from django.conf import settings

from messaging.delivery import senders
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.charging import exchange_charged
from messaging.delivery.outcomes import accepted, doubtful, held, released, settlement_of
from messaging.delivery.pace import Pace
from messaging.delivery.points import points_gone
from messaging.delivery.prepare import Preparation, Ready
from messaging.delivery.sessions import Outlet, discard, outlet_of
from messaging.delivery.states import Settlement
from messaging.hooks.refusals import refusals_note
from messaging.models import MessageState, Sender
from messaging.providers.base import Accepted, ProviderUnavailable, Rejected, Retry
from messaging.tracking.targets import Targets
from workspaces.crashpoints import crash_point
from workspaces.meanwhile import working_meanwhile
from workspaces.wall.scope import everywhere, only_in

CHUNK = 50
# Where they go out in trains: the fewer statements, the less they cost, and it is a tenth of a second all the same.
LONG_CHUNK = 100
# Of the lease: no further chunk is begun, and no further message of a chunk, after these parts of it. What is left is
# given back, so a slow server keeps other workers from nothing and no lease runs out under a live worker.
_CHUNKS_UNTIL, _MESSAGES_UNTIL = 0.1, 0.25
# A provider's word on how long it knows a key is not tried to the last second.
_REPEAT_MARGIN = timedelta(minutes=5)

# The sender policy lets nothing pass that has no sender.
_NOBODY = UUID(int=0)

_log = structlog.get_logger(__name__)


class Dispatch:
    """One batch on its way. `tally` counts the states that were written; queued ones were held or given back.

    `began` is what the monotonic clock said at the batch's `now`.
    """

    def __init__(self, batch: Batch, now: datetime | None = None, began: float | None = None) -> None:
        self.tally: Counter[MessageState] = Counter()
        self._batch = batch
        self._now = now
        self._rows = {row.id: row for row in batch.rows}
        self._leased = dict(self._rows)  # neither dispatched nor settled yet
        self._pending: list[Settlement] = []
        self._began = time.monotonic() if began is None else began
        self._lease: float = settings.DELIVERY_LEASE_SECONDS

    def run(self) -> None:
        """Sends everything that can be sent; whatever happens, what is known is settled and the rest given back."""
        try:
            for sender, rows in self._by_sender():
                with only_in(sender.workspace_id):
                    self._deliver(sender, rows)
        finally:
            self._settle([released(row) for row in self._leased.values()])
            self._exchange([])

    def _by_sender(self) -> Iterator[tuple[Sender, list[Candidate]]]:
        known = Sender.objects.across_workspaces().in_bulk(self._batch.senders)
        found = {sender_id.int: sender for sender_id, sender in known.items()}

        def key(row: Candidate) -> int:
            return (row.sender_id or _NOBODY).int

        for sender_id, rows in groupby(sorted(self._batch.rows, key=key), key):
            if sender_id in found:
                yield found[sender_id], list(rows)

    def _deliver(self, sender: Sender, rows: list[Candidate]) -> None:
        try:
            outlet = outlet_of(sender)
        except ProviderUnavailable as error:
            self._hold(sender, rows, error.detail)
            return
        rows = self._repeatable(outlet, sender, rows)
        ahead = Preparation(self._batch, outlet, rows, self._settle_one, self._moment)
        pace = Pace(sender, self._batch.senders[sender.pk].limits.per_second, rows)
        while chunk := pace.admitted(ahead.take(_chunk_of(outlet, pace)), self._moment()):
            if self._is_late(_CHUNKS_UNTIL):
                return
            fault = self._deliver_chunk(outlet, pace, chunk, ahead)
            if fault is not None:
                self._hold(sender, rows, fault.detail)
                return

    def _deliver_chunk(self, outlet: Outlet, pace: Pace, chunk: Sequence[Ready], ahead: Preparation) -> Retry | None:
        """The provider's fault that ended the chunk early, if one did. What comes after it is rendered on the side."""
        with working_meanwhile(ahead.step):
            ahead.targets.store()
            dispatched = self._exchange([row for row, _ in chunk], outlet.repeatable_for, ahead.targets)
        going = [(row, envelope) for row, envelope in chunk if row.id in dispatched]
        for row, _ in going:
            del self._leased[row.id]
        try:
            return self._send(outlet, pace, going, ahead)
        except BaseException:
            # What its session still knows is worth nothing; messages without an outcome stay in doubt.
            discard(outlet)
            raise

    def _send(
        self,
        outlet: Outlet,
        pace: Pace,
        going: Sequence[Ready],
        ahead: Preparation,
    ) -> Retry | None:
        def go_on() -> bool:
            crash_point("delivery.before_provider")
            return not self._is_late(_MESSAGES_UNTIL) and not (pace.is_counted and pace.is_over(self._moment()))

        def meanwhile() -> None:
            ahead.step()

        sender = pace.sender
        unsent = {row.id: row for row, _ in going}
        gone: list[str] = []
        refused: list[tuple[Candidate, Rejected]] = []
        fault: Retry | None = None
        envelopes = [envelope for _, envelope in going]
        with closing(outlet.session.send_all(envelopes, go_on=go_on, meanwhile=meanwhile)) as outcomes:
            for (row, _), outcome in zip(going, outcomes, strict=False):
                if isinstance(outcome, Retry) and outcome.provider_fault:
                    fault = fault or outcome
                    continue
                del unsent[row.id]
                if isinstance(outcome, Accepted):
                    self._settle_one(accepted(row, outcome))
                    gone += outcome.gone
                    crash_point("delivery.after_provider")
                    if sender.faults:
                        senders.recovered(sender)
                    continue
                self._settle_one(settlement_of(row, outcome, self._moment(), outlet.repeatable_for))
                if isinstance(outcome, Rejected):
                    gone += outcome.gone
                    refused.append((row, outcome))
                if sender.tripped_at is not None:
                    senders.probe_ended(sender)
        if gone:
            points_gone(workspace_id=sender.workspace_id, sender_id=sender.pk, addresses=gone)
        if refused:
            refusals_note(sender=sender, refused=refused)
        # The session promises that these have not been sent.
        self._leased.update(unsent)
        return fault

    def _repeatable(self, outlet: Outlet, sender: Sender, rows: list[Candidate]) -> list[Candidate]:
        """Those that the provider can't have yet, or would know again; the others are settled as unknown."""
        lost = [row for row in rows if row.in_doubt and not self._knows_again(outlet, sender, row)]
        self._settle([doubtful(row) for row in lost])
        return [row for row in rows if row.id in self._leased]

    def _knows_again(self, outlet: Outlet, sender: Sender, row: Candidate) -> bool:
        """Whether the provider still recognises the message that it may have: in time, and at the same account."""
        if row.repeatable_until is None or outlet.repeatable_for is None:
            return False
        first_sent = row.repeatable_until - outlet.repeatable_for
        return sender.updated_at < first_sent and self._moment() + _REPEAT_MARGIN < row.repeatable_until

    def _hold(self, sender: Sender, rows: Sequence[Candidate], detail: str) -> None:
        """Puts off what is left for this sender, without costing any message one of its tries."""
        until = senders.faulted(sender, self._moment(), detail)
        _log.warning("provider_unavailable", sender=sender.public_id, until=until.isoformat(), detail=detail)
        self._settle([held(row, until, detail) for row in rows if row.id in self._leased])

    def _settle(self, settlements: Iterable[Settlement]) -> None:
        for settlement in settlements:
            self._settle_one(settlement)

    def _settle_one(self, settlement: Settlement) -> None:
        self._leased.pop(settlement.id, None)
        self._pending.append(settlement)

    def _exchange(
        self,
        following: Sequence[Candidate],
        repeatable_for: timedelta | None = None,
        targets: Targets | None = None,
    ) -> frozenset[int]:
        """Writes what is pending and marks `following`, whose `targets` go along; the ids of those that may be sent."""
        pending, self._pending = self._pending, []
        if not pending and not following:
            return frozenset()
        crash_point("delivery.before_commit")
        own = targets.own_of(following) if targets is not None else ()
        # What is pending may be another sender's, of another workspace.
        with everywhere():
            done = exchange_charged(pending, self._rows, following, self._now, repeatable_for, own)
        crash_point("delivery.after_commit")
        self.tally.update(item.state for item in pending if item.id in done.settled)
        if len(done.settled) != len(pending):
            lost = [item.id for item in pending if item.id not in done.settled]
            _log.warning("stale_outcomes", messages=lost)
        return done.dispatched

    def _moment(self) -> datetime:
        """The time, as the database told it at the claim and the monotonic clock has gone on since."""
        if self._now is not None:
            return self._now
        return self._batch.now + timedelta(seconds=time.monotonic() - self._began)

    def _is_late(self, part: float) -> bool:
        return time.monotonic() - self._began > part * self._lease


def _chunk_of(outlet: Outlet, pace: Pace) -> int:
    """How many messages are marked at once: what a kill may leave in doubt, and what a pause may let through."""
    return LONG_CHUNK if outlet.session.is_swift and not pace.is_counted else CHUNK
