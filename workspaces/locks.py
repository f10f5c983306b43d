"""Transaction-level advisory locks on a campaign.

Claims hold the shared one until they commit; pause takes the exclusive one, so that once pause has returned no claim
can still commit (DESIGN §8.5).
"""

from uuid import UUID

from django.db.backends.utils import CursorWrapper


def _lock_key(campaign_id: UUID) -> int:
    """A signed 64-bit key from the random half of the UUIDv7."""
    unsigned = campaign_id.int & ((1 << 64) - 1)
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned


def share_campaign_lock(campaign_id: UUID, cursor: CursorWrapper) -> bool:
    """Tries to take the claimers' lock; False when a pause holds or has just taken the campaign."""
    cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_lock_key(campaign_id)])
    taken: bool = cursor.fetchone()[0]
    return taken


def exclusive_campaign_lock(campaign_id: UUID, cursor: CursorWrapper) -> None:
    """Waits until every claim on the campaign has committed or rolled back, and keeps new ones out."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_key(campaign_id)])
