"""The second in which a sender's leased messages may go out. A claim has counted them in one; whoever comes later takes
room in the present one, or leaves them to the next claim: providers count what arrives, not what was leased."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from messaging.delivery.batch import Candidate
from messaging.delivery.prepare import Ready
from messaging.delivery.sender_usage import usage_lock, usage_write
from messaging.models import Sender

_SECOND = timedelta(seconds=1)


class Pace:
    """Of one sender's messages of one claim; free where the sender has no limit a second."""

    def __init__(self, sender: Sender, per_second: int | None, rows: Sequence[Candidate]) -> None:
        self.sender = sender
        self._limit = per_second
        counted = [row.paced_at for row in rows if row.paced_at is not None]
        # Whether the second of the claim is over: from then on each chunk takes room of its own.
        self._late = False
        self._until = min(counted).replace(microsecond=0) + _SECOND if counted else None

    @property
    def is_counted(self) -> bool:
        """Whether the sender has a limit a second at all."""
        return self._limit is not None

    def is_over(self, now: datetime) -> bool:
        """Whether the second is over that the messages were counted in."""
        return self._limit is not None and self._until is not None and now >= self._until

    def admitted(self, chunk: Sequence[Ready], now: datetime) -> Sequence[Ready]:
        """Those of the chunk that may go now: all in their second; later, as many as the present one has room for."""
        self._late = self._late or self.is_over(now)
        if self._limit is None or not self._late:
            return chunk
        with transaction.atomic():
            [usage] = usage_lock([(self.sender.pk, self.sender.workspace_id)]).values()
            second = now.replace(microsecond=0)
            usage.forward(second, usage.hour_at, usage.day_at)
            taken = max(0, min(len(chunk), self._limit - usage.second_used))
            # Hour and day have counted them already.
            usage.second_used += taken
            usage_write([usage])
        self._until = usage.second_at + _SECOND
        return chunk[:taken]
