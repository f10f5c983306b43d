"""The preview of a publish: who would stay, move or leave per node, what would be empty, and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from campaigns.flow import (
    Fate,
    Flow,
    FlowDiff,
    FlowNode,
    Issue,
    NodeNamed,
    RefKind,
    Wait,
    flow_diff,
    mapping_problems,
    node_fates,
    node_named,
    parse,
    references,
)
from campaigns.impact.audience import AudienceSample, campaign_audience
from campaigns.impact.places import campaign_places
from campaigns.impact.variables import MissingVariable, missing_count
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign, FlowState, FlowVersion, MoveState, VersionMove
from templates_app.models import Template, TemplateVersion
from workspaces.clock import database_now
from workspaces.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class NodeImpact:
    """A node at which contacts are now, and what a move would do to them: they stay, move to `to`, or leave.

    `removed` says that the node is gone, or of another type, so that a mapping may name another one.
    """

    node: NodeNamed
    here: int
    fate: str
    to: NodeNamed | None
    wait: Wait
    removed: bool


@dataclass(frozen=True, slots=True)
class SendImpact:
    """A template that a node of the new version sends, and its variables that would be empty for some."""

    node: NodeNamed
    template_id: str
    template: str
    missing: tuple[MissingVariable, ...]


@dataclass(frozen=True, slots=True)
class PublishImpact:
    """Everything that a preview says. With the mode pin everybody stays; `stay`, `move` and `leave` are of a move.

    `targets` are the nodes to which a mapping may lead. `moving`: an earlier move is still under way, so that the
    numbers will change. `estimated`: too many have yet to enter a node to look at each of them.
    """

    changes: FlowDiff
    issues: Sequence[Issue]
    nodes: tuple[NodeImpact, ...]
    targets: tuple[NodeNamed, ...]
    audience: AudienceSample
    sends: tuple[SendImpact, ...]
    moving: bool
    estimated: bool

    @property
    def stay(self) -> int:
        """How many stay at their node."""
        return self._count("stay")

    @property
    def move(self) -> int:
        """How many enter another node, or theirs anew."""
        return self._count("move")

    @property
    def leave(self) -> int:
        """How many end."""
        return self._count("leave")

    @property
    def on_their_way(self) -> int:
        """Everybody in the campaign."""
        return sum(node.here for node in self.nodes)

    def _count(self, fate: str) -> int:
        return sum(node.here for node in self.nodes if node.fate == fate)


def publish_preview(
    campaign: Campaign,
    *,
    issues: Sequence[Issue],
    document: Mapping[str, Any] | None = None,
    version: FlowVersion | None = None,
    mapping: Mapping[str, str] | None = None,
) -> PublishImpact:
    """What publishing the document, or the version again, or else the draft would do; `issues` is what is wrong in it.

    Bounded whatever the campaign's size: places come from counters, variables from a sample. Raises InvalidInput for a
    malformed document or mapping.
    """
    given = document if document is not None else (version.document if version else campaign_document(campaign))
    new = parse(given)
    olds = _published(campaign)
    problems = list(mapping_problems(olds, new, mapping or {}))
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)
    places = campaign_places(campaign, database_now())
    old = _standing(olds, places.here)
    audience = campaign_audience(campaign, places.total)
    sends = _sends(campaign, new, version)
    missing, looked_at = missing_count(audience, {name for _, _, names in sends for name in names})
    live = campaign.live_version
    return PublishImpact(
        changes=flow_diff(Flow.model_validate(live.document), new) if live else FlowDiff(),
        issues=issues,
        nodes=tuple(_nodes(old, new, places.here, node_fates(old, new, mapping or {}))),
        targets=tuple(node_named(node) for node in new.nodes if not node.type.startswith("trigger_")),
        audience=AudienceSample(looked_at, audience.total, audience.on_their_way),
        sends=tuple(_send(node, template, names, missing) for node, template, names in sends),
        moving=_is_moving(campaign),
        estimated=places.estimated,
    )


def _published(campaign: Campaign) -> list[Flow]:
    """The published flows, newest first."""
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, state=FlowState.PUBLISHED
    )
    return [Flow.model_validate(each) for each in versions.order_by("-number").values_list("document", flat=True)]


def _standing(olds: Iterable[Flow], here: Mapping[str, int]) -> Flow:
    """The nodes at which somebody is, each as the newest version that has it knows it, in that version's order."""
    found: dict[str, FlowNode] = {}
    for flow in olds:
        found |= {node.id: node for node in flow.nodes if node.id in here and node.id not in found}
    return Flow(nodes=tuple(found.values()))


def _nodes(old: Flow, new: Flow, here: Mapping[str, int], fates: Mapping[str, Fate]) -> Iterable[NodeImpact]:
    there = {node.id: node_named(node) for node in new.nodes}
    for node in old.nodes:
        fate = fates[node.id]
        moves = fate.enters or fate.wait is Wait.ANEW
        yield NodeImpact(
            node=node_named(node),
            here=here[node.id],
            fate="leave" if fate.target is None else "move" if moves else "stay",
            to=there[fate.target] if fate.target is not None and moves else None,
            wait=fate.wait,
            removed=fate.enters or fate.target is None,
        )


def _sends(
    campaign: Campaign, new: Flow, version: FlowVersion | None
) -> list[tuple[NodeNamed, Template, Sequence[str]]]:
    """Each template that the flow sends, with the variables of the version that would be pinned."""
    refs = [ref for ref in references(new) if ref.kind is RefKind.TEMPLATE]
    templates = Template.objects.in_workspace(campaign.workspace_id).in_bulk({ref.id for ref in refs})
    pinned = _pins(version) if version else {}
    wanted = {pk: pinned.get(pk, template.published_version_id) for pk, template in templates.items()}
    versions = TemplateVersion.objects.in_workspace(campaign.workspace_id).filter(pk__in=wanted.values())
    variables = dict(versions.values_list("pk", "variables"))
    nodes = {f"nodes[{place}]": node_named(node) for place, node in enumerate(new.nodes)}
    return [
        (nodes[ref.path.partition(".")[0]], templates[ref.id], variables.get(wanted[ref.id], ()))
        for ref in refs
        if ref.id in templates
    ]


def _pins(version: FlowVersion) -> dict[UUID, UUID]:
    return {UUID(template): UUID(pinned) for template, pinned in version.pins.get("templates", {}).items()}


def _send(node: NodeNamed, template: Template, names: Sequence[str], missing: Mapping[str, int]) -> SendImpact:
    found = (MissingVariable(name, missing[name]) for name in names if missing.get(name))
    return SendImpact(node, template.public_id, template.name, tuple(sorted(found, key=lambda each: -each.count)))


def _is_moving(campaign: Campaign) -> bool:
    moves = VersionMove.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return bool(moves.filter(state=MoveState.MOVING).exists())
