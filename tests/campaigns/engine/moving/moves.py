"""Publishing with a move and carrying it out, for tests."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from campaigns.engine.moving import stage
from campaigns.models import Campaign, FlowVersion, VersionMove
from campaigns.services import Publishing, PublishMode, campaign_publish, draft_save
from tests.factories.campaigns import SYSTEM, executions_of
from workspaces.clock import database_now


def publish(campaign: Campaign, document: Mapping[str, Any], mapping: Mapping[str, str] | None = None) -> FlowVersion:
    """Publishes the document with the mode move."""
    draft_save(campaign=campaign, document=document, actor=SYSTEM)
    return campaign_publish(campaign=campaign, actor=SYSTEM, how=Publishing(PublishMode.MOVE, mapping or {}))


def move(start: datetime | None = None) -> None:
    """Sweeps until no move is under way, a minute apart."""
    now = start or database_now()
    for _ in range(10):
        while stage.run(now).done:
            pass
        if not VersionMove.unscoped_objects.filter(state="moving").exists():
            return
        now += timedelta(minutes=1)
    raise AssertionError("the move does not come to an end")


def places(campaign: Campaign) -> set[tuple[str, str, int, int]]:
    """(state, node, visit, number of the version) of the campaign's executions."""
    return {(each.state, each.node, each.visit, each.version.number) for each in executions_of(campaign)}


def outcome(campaign: Campaign) -> tuple[str, int, int, int]:
    """(state, stayed, moved, left) of the last move."""
    last = VersionMove.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign).latest("pk")
    return last.state, last.stayed, last.moved, last.left
