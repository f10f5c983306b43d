"""Whether a campaign can go on or begin where its messages are paid from the workspace's balance."""

from campaigns.models import Campaign, FlowVersion
from messaging.models import Price
from workspaces.services.balance import balance_require


def payment_require(campaign: Campaign) -> None:
    """Raises BalanceUsedUp where something that the campaign's live flow sends has a price and nothing can be spent."""
    version = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.live_version_id).first()
    if version is None:
        return
    nodes = [node["config"] for node in version.document["nodes"] if node["type"] == "send"]
    channels = {config["channel"] for config in nodes}
    channels |= {config["fallback"]["channel"] for config in nodes if config.get("fallback")}
    prices = Price.objects.in_workspace(campaign.workspace_id).filter(channel__in=channels, amount__gt=0)
    if prices.exists():
        balance_require(campaign.workspace_id)
