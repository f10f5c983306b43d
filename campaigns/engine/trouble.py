"""What happens to a campaign whose pass fails through a fault of the program: it stops, visibly."""

from uuid import UUID

from django.db import transaction

from campaigns.lifecycle.holding import hold_place
from campaigns.models import Campaign, HoldKind, Lifecycle
from workspaces.services import Actor


@transaction.atomic
def hold_after_fault(campaign_id: UUID, reason: str) -> None:
    """Puts an ERROR hold on the campaign, so that its pass isn't tried every second for ever."""
    campaigns = Campaign.objects.across_workspaces().filter(pk=campaign_id, lifecycle=Lifecycle.RUNNING)
    campaign = campaigns.first()
    if campaign is not None:
        hold_place(campaign, HoldKind.ERROR, reason, Actor.system("engine"), refuse_repeated=False)
