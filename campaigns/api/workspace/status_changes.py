"""A status that is asked for, as the action that leads to it (seed 000's PATCH)."""

from collections.abc import Callable, Mapping

from campaigns.api.workspace.words import CampaignWord, conflicts_in_words, status_word
from campaigns.models import Campaign
from campaigns.selectors import allowed_actions, campaign_status
from campaigns.services import campaign_archive, campaign_complete, campaign_launch, campaign_pause, campaign_resume
from workspaces.errors import Conflict
from workspaces.services import Actor


def status_change(campaign: Campaign, wanted: CampaignWord, actor: Actor) -> None:
    """Does what leads to the status, if it isn't so already. Raises Conflict where nothing does."""
    present = status_word(campaign)
    if wanted is present:
        return
    act = _resume if present is CampaignWord.PAUSED and wanted is CampaignWord.ACTIVE else _ACTIONS.get(wanted)
    if act is None:
        raise Conflict(
            f"The campaign is {present.value}: it can't be {wanted.value} again.",
            current_status=present.value,
            allowed=allowed_actions(campaign_status(campaign)),
        )
    with conflicts_in_words(f"made {wanted.value}"):
        act(campaign, actor)


def _launch(campaign: Campaign, actor: Actor) -> None:
    campaign_launch(campaign=campaign, actor=actor)


def _resume(campaign: Campaign, actor: Actor) -> None:
    campaign_resume(campaign=campaign, actor=actor)


def _pause(campaign: Campaign, actor: Actor) -> None:
    campaign_pause(campaign=campaign, actor=actor)


def _complete(campaign: Campaign, actor: Actor) -> None:
    campaign_complete(campaign=campaign, actor=actor)


def _archive(campaign: Campaign, actor: Actor) -> None:
    campaign_archive(campaign=campaign, actor=actor)


_ACTIONS: Mapping[CampaignWord, Callable[[Campaign, Actor], None]] = {
    CampaignWord.SCHEDULED: _launch,
    CampaignWord.ACTIVE: _launch,
    CampaignWord.PAUSED: _pause,
    CampaignWord.COMPLETED: _complete,
    CampaignWord.ARCHIVED: _archive,
}
