"""Advisory locks: those of a transaction on a campaign, and turns of workers at something.

Claims hold the shared one until they commit; pause takes the exclusive one, so that once pause has returned no claim
can still commit (DESIGN §8.5).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

WEBHOOK_TURNS = 0x7765626B
OUTAGE_TURNS = 0x6F757467
ENDPOINT_TURNS = 0x77686570


def _lock_key(campaign_id: UUID) -> int:
    """A signed 64-bit key from the random half of the UUIDv7."""
    unsigned = campaign_id.int & ((1 << 64) - 1)
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned


def campaign_lock_halves(campaign_id: UUID) -> tuple[int, int]:
    """The lock's key as pg_locks shows it: classid and objid, each an unsigned 32-bit number."""
    unsigned = campaign_id.int & ((1 << 64) - 1)
    return unsigned >> 32, unsigned & ((1 << 32) - 1)


def share_campaign_lock(campaign_id: UUID, cursor: CursorWrapper) -> bool:
    """Tries to take the claimers' lock; False when a pause holds or has just taken the campaign."""
    cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_lock_key(campaign_id)])
    taken: bool = cursor.fetchone()[0]
    return taken


@contextmanager
def worker_turn(purpose: int, turns: int) -> Iterator[bool]:
    """Whether one of `turns` turns at something was free; it is this connection's until the block ends, or it breaks.

    `purpose` tells one kind of work from another.
    """
    with connection.cursor() as cursor:
        for turn in range(turns):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [purpose, turn])
            if cursor.fetchone()[0]:
                break
        else:
            yield False
            return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [purpose, turn])


def exclusive_campaign_lock(campaign_id: UUID, cursor: CursorWrapper) -> None:
    """Waits until every claim on the campaign has committed or rolled back, and keeps new ones out."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_key(campaign_id)])
