"""What servers say of when to come back."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Seconds.
MAX_WAIT = 3_600.0


def retry_after(text: str, now: datetime) -> float:
    """The seconds that a Retry-After header asks for, at most an hour; 0 where it says nothing sensible."""
    if text.strip().isdecimal() and len(text) < 10:
        return min(float(text), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_WAIT)
