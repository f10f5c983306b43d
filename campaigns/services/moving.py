"""Ordering that those who are on the way go on by a version that has just been published. A stage carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices

from campaigns.flow import Flow, Plan, mapping_problems
from campaigns.models import Campaign, FlowState, FlowVersion, Run, RunState, VersionMove
from campaigns.status import LAUNCHED
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.nudge import nudge
from workspaces.services import Actor


class PublishMode(TextChoices):
    """What becomes of those who are on the way when a flow is published."""

    PIN = "pin", "Pin"  # they stay on their version
    MOVE = "move", "Move"  # they go on by the new one


@dataclass(frozen=True, slots=True)
class Publishing:
    """How to publish. `mapping` says where those go whose node is gone: {removed node: node of the new version}."""

    mode: PublishMode = PublishMode.PIN
    mapping: Mapping[str, str] = field(default_factory=dict)


PIN = Publishing()


def mapping_check(campaign: Campaign, flow: Flow, how: Publishing) -> None:
    """Raises InvalidInput naming each entry of the mapping that makes no sense, and any where nobody moves."""
    if how.mapping and how.mode != PublishMode.MOVE:
        raise InvalidInput.of("mapping", "goes with the mode move only")
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id)
    documents = versions.filter(campaign_id=campaign.pk, state=FlowState.PUBLISHED).values_list("document", flat=True)
    olds = [Flow.model_validate(document) for document in documents] if how.mapping else []
    problems = list(mapping_problems(olds, flow, how.mapping))
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)


def move_order(campaign: Campaign, version: FlowVersion, plan: Plan, how: Publishing, actor: Actor) -> None:
    """Writes the order; the campaign is locked, and its new live version is `version`.

    A run that still enrols goes on by the new version where that has its trigger; otherwise those whom it lets in are
    moved as they come.
    """
    if how.mode != PublishMode.MOVE or campaign.lifecycle not in LAUNCHED:
        return
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, state=RunState.ENROLLING)
    runs.filter(trigger_node__in=[node.key for node in plan.triggers]).update(version=version)
    VersionMove.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        version=version,
        mapping=dict(how.mapping),
        ordered_by=actor.label or actor.kind,
        next_at=database_now(),
    )
    nudge("campaigns.tasks.run_moves")
