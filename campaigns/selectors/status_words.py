"""Four words for a campaign's status, which two API families share, and the domain's words that they stand for."""

from django.db.models import TextChoices

from campaigns.status import ShownStatus


class Status(TextChoices):
    """A campaign's status, as seeds 001 and 004 say it."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"


STATUSES: dict[Status, tuple[ShownStatus, ...]] = {
    Status.DRAFT: (ShownStatus.DRAFT,),
    Status.ACTIVE: (ShownStatus.SCHEDULED, ShownStatus.RUNNING),
    Status.PAUSED: (ShownStatus.PAUSED, ShownStatus.PAUSED_ERROR, ShownStatus.PAUSED_BALANCE),
    Status.COMPLETED: (ShownStatus.COMPLETED, ShownStatus.COMPLETED_PARTIAL, ShownStatus.CANCELLED),
}
_WORDS = {shown: word for word, group in STATUSES.items() for shown in group} | {ShownStatus.ARCHIVED: Status.COMPLETED}


def status_word(status: ShownStatus) -> str:
    """`RUNNING` → `active`."""
    return _WORDS[status].value
