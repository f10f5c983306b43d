"""The status that people see of a campaign: its holds first, then its lifecycle (DESIGN §5). No reads or writes."""

from collections.abc import Collection

from django.db.models import TextChoices

from campaigns.models import Campaign, HoldKind, Lifecycle


class ShownStatus(TextChoices):
    """What lists, pages and APIs show; families translate these words into their own."""

    DRAFT = "DRAFT", "Draft"
    SCHEDULED = "SCHEDULED", "Scheduled"
    RUNNING = "RUNNING", "Running"
    PAUSED = "PAUSED", "Paused"
    PAUSED_ERROR = "PAUSED_ERROR", "Paused: provider failure"
    PAUSED_BALANCE = "PAUSED_BALANCE", "Paused: no balance"
    COMPLETED = "COMPLETED", "Completed"
    COMPLETED_PARTIAL = "COMPLETED_PARTIAL", "Completed with gaps"
    CANCELLED = "CANCELLED", "Cancelled"
    ARCHIVED = "ARCHIVED", "Archived"


# In the order in which a hold hides the next one and the lifecycle.
SHOWN_HOLDS = (
    (HoldKind.USER, ShownStatus.PAUSED),
    (HoldKind.ERROR, ShownStatus.PAUSED_ERROR),
    (HoldKind.BALANCE, ShownStatus.PAUSED_BALANCE),
)
LAUNCHED = (Lifecycle.SCHEDULED, Lifecycle.RUNNING)
COMPLETED = (Lifecycle.COMPLETED, Lifecycle.COMPLETED_PARTIAL)
FINISHED = (*COMPLETED, Lifecycle.CANCELLED, Lifecycle.ARCHIVED)

_ACTIONS: dict[ShownStatus, tuple[str, ...]] = {
    ShownStatus.DRAFT: ("update", "launch", "archive", "delete"),
    ShownStatus.SCHEDULED: ("update", "pause", "cancel"),
    ShownStatus.RUNNING: ("update", "pause", "complete", "cancel"),
    ShownStatus.PAUSED: ("update", "resume", "complete", "cancel"),
    ShownStatus.PAUSED_ERROR: ("update", "pause", "resume", "complete", "cancel"),
    ShownStatus.PAUSED_BALANCE: ("update", "pause", "resume", "complete", "cancel"),
    ShownStatus.COMPLETED: ("archive", "delete"),
    ShownStatus.COMPLETED_PARTIAL: ("archive", "delete"),
    ShownStatus.CANCELLED: ("archive", "delete"),
    ShownStatus.ARCHIVED: ("delete",),
}


def shown_status(lifecycle: str, holds: Collection[str]) -> ShownStatus:
    """The first that applies: PAUSED, PAUSED_ERROR, PAUSED_BALANCE, else the lifecycle.

    Only what is launched can be paused: a finished campaign shows how it ended, whatever held it before.
    """
    if lifecycle in LAUNCHED:
        for kind, status in SHOWN_HOLDS:
            if kind in holds:
                return status
    return ShownStatus(lifecycle)


def campaign_status(campaign: Campaign) -> ShownStatus:
    """The shown status; costs no query where `holds` is prefetched."""
    return shown_status(campaign.lifecycle, {hold.kind for hold in campaign.holds.all()})


def allowed_actions(status: ShownStatus) -> tuple[str, ...]:
    """What may be done to a campaign that shows this status."""
    return _ACTIONS[status]
