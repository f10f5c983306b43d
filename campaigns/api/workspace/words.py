"""The Workspace API's words for statuses (seed 000), and the domain's words that they stand for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import TextChoices

from campaigns.models import Campaign, HoldKind
from campaigns.selectors import ShownStatus, campaign_status
from workspaces.errors import Conflict, Stale


class CampaignWord(TextChoices):
    """A campaign's status, as seed 000 says it."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    ARCHIVED = "ARCHIVED"


STATUSES: dict[CampaignWord, tuple[ShownStatus, ...]] = {
    CampaignWord.DRAFT: (ShownStatus.DRAFT,),
    CampaignWord.SCHEDULED: (ShownStatus.SCHEDULED,),
    CampaignWord.ACTIVE: (ShownStatus.RUNNING,),
    CampaignWord.PAUSED: (ShownStatus.PAUSED, ShownStatus.PAUSED_ERROR, ShownStatus.PAUSED_BALANCE),
    CampaignWord.COMPLETED: (ShownStatus.COMPLETED, ShownStatus.COMPLETED_PARTIAL, ShownStatus.CANCELLED),
    CampaignWord.ARCHIVED: (ShownStatus.ARCHIVED,),
}
_WORDS = {shown: word for word, group in STATUSES.items() for shown in group}
_REASONS = {
    ShownStatus.PAUSED: HoldKind.USER,
    ShownStatus.PAUSED_ERROR: HoldKind.ERROR,
    ShownStatus.PAUSED_BALANCE: HoldKind.BALANCE,
}


def status_word(campaign: Campaign) -> CampaignWord:
    """`RUNNING` → `ACTIVE`."""
    return _WORDS[campaign_status(campaign)]


def pause_reason(campaign: Campaign) -> str | None:
    """USER, ERROR or BALANCE where the campaign is paused."""
    reason = _REASONS.get(campaign_status(campaign))
    return reason.value if reason else None


@contextmanager
def conflicts_in_words(attempt: str) -> Iterator[None]:
    """Says the domain's conflicts in this family's words; `attempt` is a participle: launched, changed."""
    try:
        yield
    except Stale:
        raise
    except Conflict as conflict:
        if conflict.current_status not in ShownStatus.values:
            raise
        word = _WORDS[ShownStatus(conflict.current_status)].value
        message = f"The campaign is {word}: it can't be {attempt}."
        raise Conflict(message, current_status=word, allowed=conflict.allowed) from conflict
