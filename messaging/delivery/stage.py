"""Stage 4 of the river (DESIGN §2): claims outbox messages, applies the policies, renders, sends, settles."""

import time
from dataclasses import dataclass
from datetime import datetime

from messaging.delivery import states
from messaging.delivery.claim import claim
from messaging.delivery.dispatch import Dispatch
from messaging.models import MessageState
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point

# A claim's statements are parsed and planned once for so many messages.
BATCH = 1_000
# Messages per run: some seconds of work, so that a worker that is told to stop is soon done.
LIMIT = 5_000


@dataclass(slots=True)
class Progress:
    """What one run did. `claimed` counts leases; `held` what went back to the queue, for whatever reason; `more` says
    that there was work left when the limit was reached."""

    claimed: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    held: int = 0
    unknown: int = 0
    more: bool = False

    @property
    def settled(self) -> int:
        """How many messages reached a state that lets their executions go on."""
        return self.accepted + self.rejected + self.skipped + self.unknown


def run(now: datetime | None = None, limit: int = LIMIT) -> Progress:
    """Delivers up to about `limit` due messages. `now` stands still when given; else it is the database's clock."""
    progress = Progress()
    reclaimed = states.reclaim(now or database_now())
    progress.unknown += reclaimed[MessageState.UNKNOWN]
    looked_at = 0
    while looked_at < limit:
        began = time.monotonic()
        claimed = claim(now or database_now(), min(BATCH, limit - looked_at))
        if claimed is None:
            states.finish_draining()
            return progress
        crash_point("delivery.after_claim")
        looked_at += claimed.total
        progress.claimed += len(claimed.batch.rows)
        progress.skipped += claimed.skipped
        progress.held += claimed.held
        _dispatch(Dispatch(claimed.batch, now, began), progress)
    progress.more = True
    return progress


def _dispatch(dispatch: Dispatch, progress: Progress) -> None:
    dispatch.run()
    progress.accepted += dispatch.tally[MessageState.ACCEPTED]
    progress.rejected += dispatch.tally[MessageState.REJECTED]
    progress.unknown += dispatch.tally[MessageState.UNKNOWN]
    progress.held += dispatch.tally[MessageState.QUEUED]
