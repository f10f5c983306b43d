"""What an outcome of a provider means for the message: settled for good, or tried again later."""

import random
from datetime import datetime, timedelta

from messaging.delivery.batch import Candidate
from messaging.delivery.states import Settlement
from messaging.models import MessageState
from messaging.providers.base import Accepted, Ambiguous, Outcome, Rejected, Retry

# The pause after each refusal that asks to try later; after the last one the message is rejected. Grey-listing servers
# take a second try after 5 to 15 minutes.
RETRY_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def settlement_of(
    row: Candidate, outcome: Outcome, now: datetime, repeatable_for: timedelta | None = None
) -> Settlement:
    """The settlement for an outcome that is about this message (a provider's fault is not: see dispatch).

    What the provider may have is sent again only where it knows it again, for `repeatable_for` from the first attempt.
    """
    match outcome:
        case Accepted():
            return accepted(row, outcome)
        case Rejected(reason, detail):
            return Settlement(row.id, row.attempt, MessageState.REJECTED, reason, detail)
        case Ambiguous(reason, detail) if repeatable_for is not None and row.tries < len(RETRY_PAUSES):
            later = now + _jittered(RETRY_PAUSES[row.tries])
            return Settlement(
                row.id, row.attempt, MessageState.QUEUED, reason, detail, not_before=later, tried=1, in_doubt=True
            )
        case Ambiguous(reason, detail):
            return Settlement(row.id, row.attempt, MessageState.UNKNOWN, reason, detail)
        case Retry(reason, detail, after):
            if row.tries >= len(RETRY_PAUSES):
                last = MessageState.UNKNOWN if row.in_doubt else MessageState.REJECTED
                return Settlement(row.id, row.attempt, last, reason, detail, tried=1)
            later = now + (after or _jittered(RETRY_PAUSES[row.tries]))
            return Settlement(
                row.id,
                row.attempt,
                MessageState.QUEUED,
                reason,
                detail,
                not_before=later,
                tried=1,
                in_doubt=row.in_doubt,
            )


def accepted(row: Candidate, outcome: Accepted) -> Settlement:
    """The provider has it, whatever the time is."""
    return Settlement(row.id, row.attempt, MessageState.ACCEPTED, provider_id=outcome.provider_id)


def unrenderable(row: Candidate, reason: str, detail: str) -> Settlement:
    """There is nothing to send for this contact; trying again would not make one."""
    state = MessageState.UNKNOWN if row.in_doubt else MessageState.REJECTED
    return Settlement(row.id, row.attempt, state, reason, detail)


def doubtful(row: Candidate) -> Settlement:
    """The provider may have it, and would no longer know it again."""
    return Settlement(row.id, row.attempt, MessageState.UNKNOWN, "no_answer")


def released(row: Candidate) -> Settlement:
    """Back to the queue as if nothing had happened: leased, but not handed to the provider."""
    return Settlement(row.id, row.attempt, MessageState.QUEUED, in_doubt=row.in_doubt)


def held(row: Candidate, until: datetime, detail: str) -> Settlement:
    """Back to the queue because the provider is down; costs the message none of its tries."""
    return Settlement(
        row.id,
        row.attempt,
        MessageState.QUEUED,
        "provider_unavailable",
        detail,
        not_before=until,
        in_doubt=row.in_doubt,
    )


def _jittered(pause: timedelta) -> timedelta:
    """Up to a tenth longer, so that what failed together doesn't come back together."""
    return pause * (1 + random.random() / 10)  # noqa: S311 - spreading load, not secrecy
