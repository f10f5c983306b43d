"""The demo campaign's numbers as one line of text, for the terminal of `make run`."""

from campaigns.selectors import campaign_progress, campaign_stats, campaign_status
from frontend.demo.setup import demo_campaign, demo_workspace
from frontend.words import CAMPAIGN_STATUS, word_for


def demo_line() -> str:
    """How far the campaign is, or that there is none."""
    workspace = demo_workspace()
    campaign = demo_campaign(workspace) if workspace else None
    if campaign is None:
        return "The demo was not set up: run make demo-reset."
    progress, messages = campaign_progress(campaign), campaign_stats(campaign)
    status = word_for(CAMPAIGN_STATUS, campaign_status(campaign)).label
    numbers = {
        "in": progress.enrolled,
        "waiting": progress.waiting,
        "sending": progress.processing,
        "mails sent": messages.sent,
        "opened": messages.opened,
        "not sent": messages.rejected + messages.skipped,
        "unknown": messages.unknown,
        "done": progress.finished,
    }
    # Only what is not zero, so that the line stays short.
    words = " · ".join(f"{number:,} {word}" for word, number in numbers.items() if number) or "starting"
    return f"{campaign.name} ({status.lower()}, {progress.percent} %): {words}"
