"""The cooldown: so many seconds between two marketing messages to one contact, of one campaign or of the workspace."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.contact_history import (
    BUSY,
    GIVES_WAY,
    IN_FLIGHT,
    History,
    latest,
    scopes,
)
from messaging.policies.history_reading import history_of


class ContactCooldownPolicy(Policy):
    """Holds marketing messages to contacts who had one a short while ago.

    `contact_cooldown` is a number of seconds: on the campaign between two marketing messages of that campaign to one
    contact, on the workspace between two of any campaigns; where both are set, both hold. Messages over any channel
    count that were accepted, are on their way or of unknown outcome. A message waits until the cooldown has gone by;
    while the one before is still on its way, for at most five minutes at a time. Transactional messages neither wait
    nor count.
    """

    key = "contact_cooldown"
    reasons = ("contact_cooldown",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on what the limits on contacts have read; the first of them that is asked costs two statements."""
        limited = {stream.id for stream in batch.streams.values() if stream.cooldown.is_set}
        if not limited:
            return {}
        history = history_of(batch)
        held: dict[int, Decision] = {}
        for row in history.questions(batch, limited):
            hold = _hold(row, batch.streams[row.stream_id], history, batch.now)
            if hold is not None:
                held[row.id] = hold
            else:
                history.add(row, batch.now)
        return held


def _hold(row: Candidate, stream: StreamInfo, history: History, now: datetime) -> HoldUntil | None:
    if row.contact_id in history.busy:
        return HoldUntil(now + BUSY, "contact_cooldown")
    holds = []
    for seconds, within, words in scopes(stream, stream.cooldown):
        cooldown = timedelta(seconds=seconds)
        times = history.of(row, within)
        if times and times[-1] > now - cooldown:
            end = now + min(IN_FLIGHT, cooldown) if times[-1] >= now else times[-1] + cooldown
            holds.append(HoldUntil(end, "contact_cooldown", f"{seconds} s between messages {words}"))
        elif within is None and history.ahead(row, stream):
            detail = f"{seconds} s between messages {words}, a campaign of higher priority first"
            holds.append(HoldUntil(now + min(GIVES_WAY, cooldown), "contact_cooldown", detail))
    return latest(holds)
