"""Several changes of one campaign at once, as the APIs send them: all or none."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from campaigns.models import Campaign
from campaigns.services.campaigns import campaign_create, campaign_update
from campaigns.services.sequences import changed_flow
from campaigns.services.versions import campaign_publish
from campaigns.status import LAUNCHED
from workspaces.models import Workspace
from workspaces.services import Actor


@transaction.atomic
def campaign_compose(
    *,
    workspace: Workspace,
    name: str,
    actor: Actor,
    document: Mapping[str, Any] | None = None,
    sequence: list[Any] | None = None,
    **fields: Any,
) -> Campaign:
    """A new draft with a flow given as a document or as a sequence, or with none yet. Raises InvalidInput."""
    campaign = campaign_create(workspace=workspace, name=name, actor=actor, **fields)
    changed_flow(campaign=campaign, document=document, steps=sequence, actor=actor)
    return campaign


# What people edit of a campaign; `flow_revision` stands for its flow.
EDITED = (
    *("name", "description", "type", "goal", "channel", "settings", "audience_id", "starts_at", "ends_at"),
    "flow_revision",
)


@transaction.atomic
def campaign_revise(
    *,
    campaign: Campaign,
    actor: Actor,
    changes: Mapping[str, Any],
    document: Mapping[str, Any] | None = None,
    sequence: list[Any] | None = None,
) -> Campaign:
    """Changes fields and, where one is given, the flow.

    The new flow of a launched campaign is published with it: who is on the way stays on their version, who enters from
    now on takes the new one. Raises InvalidInput naming the place, Conflict once the campaign is finished.
    """
    if changes or (document is None and sequence is None):
        campaign = campaign_update(campaign=campaign, changes=changes, actor=actor)
    if changed_flow(campaign=campaign, document=document, steps=sequence, actor=actor) is None:
        return campaign
    if campaign.lifecycle in LAUNCHED:
        campaign_publish(campaign=campaign, actor=actor)
    return campaign
