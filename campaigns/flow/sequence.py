"""The `sequence` of the tenant API: a linear flow read and written as a list of steps.

A step is `{"step": 1, "type": "email", "subject": …, "body": …}`, `{"step": 2, "type": "sms", "template": …}` or of
another channel, `{"type": "wait", "duration": {…}}`, `{"type": "tag", "action": …, "tag": …}` or `{"type": "set_field",
"field": …, "value": …}`; every step may carry the `node` it stands for, an email also its `template`. Contents live in
templates; the caller reads and writes those of emails: no ORM here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from campaigns.flow.document import MAX_NODES, Flow, FlowEdge, FlowNode, NodeKey
from campaigns.flow.graph import Graph, GraphNode
from campaigns.nodes.config_errors import message_of
from campaigns.nodes.fields import SenderId, TemplateId
from campaigns.nodes.rotation import Rotation
from campaigns.nodes.send import Fallback, OnIneligible, SendConfig, SpreadHours
from campaigns.nodes.set_field import SetFieldConfig
from campaigns.nodes.tag import TagConfig
from campaigns.nodes.wait import WaitConfig
from workspaces import ids
from workspaces.errors import FieldError, InvalidInput
from workspaces.json_checks import join_path, json_problems
from workspaces.link_tags import LinkTags

MAX_STEPS = MAX_NODES - 2
# Nodes whose steps are called as they are; a send's step is called after its channel.
_ALIKE = ("wait", "tag", "set_field")


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    step: Annotated[int, Field(strict=True, ge=1)] | None = None
    node: NodeKey | None = None


class _Sending(_Step):
    """What the send node's config says besides the channel and the template."""

    sender: SenderId | None = None
    rotation: Rotation | None = None
    spread_hours: SpreadHours | None = None
    on_ineligible: OnIneligible = "end"
    link_tags: LinkTags | None = None
    fallback: Fallback | None = None


class EmailStep(_Sending):
    """An email with its content inline. `template` names the template that holds it, where there is one already."""

    type: Literal["email"]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=998)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=500_000)]
    template: TemplateId | None = None


class MessageStep(_Sending):
    """A message over another channel, from a template of that channel."""

    type: Literal["sms", "whatsapp", "telegram", "push", "onsite"]
    template: TemplateId


class WaitStep(_Step, WaitConfig):
    """A wait, with the config of the wait node beside it."""

    type: Literal["wait"]


class TagStep(_Step, TagConfig):
    """A tag added or removed, with the config of the tag node beside it."""

    type: Literal["tag"]


class SetFieldStep(_Step, SetFieldConfig):
    """A field written, with the config of the set_field node beside it."""

    type: Literal["set_field"]


Step = EmailStep | MessageStep | WaitStep | TagStep | SetFieldStep
_MODELS: Mapping[str, type[Step]] = {
    "email": EmailStep,
    **dict.fromkeys(get_args(MessageStep.model_fields["type"].annotation), MessageStep),
    "wait": WaitStep,
    "tag": TagStep,
    "set_field": SetFieldStep,
}


@dataclass(frozen=True, slots=True)
class TemplateIntent:
    """A template to write before the flow can be made: a new one where `template_id` is None."""

    node: str
    template_id: UUID | None
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class SequenceDraft:
    """A checked sequence: which templates it needs, and the flow once they exist."""

    steps: tuple[tuple[str, Step], ...]
    triggers: tuple[FlowNode, ...]
    end: str
    names: Mapping[str, str]

    @property
    def templates(self) -> tuple[TemplateIntent, ...]:
        """The templates to write, by node."""
        return tuple(
            TemplateIntent(key, step.template, step.subject, step.body)
            for key, step in self.steps
            if isinstance(step, EmailStep)
        )

    @property
    def messages(self) -> Mapping[str, MessageStep]:
        """The messages of other channels, by node: their templates have to be there."""
        return {key: step for key, step in self.steps if isinstance(step, MessageStep)}

    def flow(self, template_ids: Mapping[str, UUID]) -> Flow:
        """The flow, given the id of the template for each email node. Raises KeyError when one isn't given."""
        way = [
            FlowNode(
                id=key, type=_node_type(step), name=self.names.get(key, ""), config=_config(key, step, template_ids)
            )
            for key, step in self.steps
        ]
        way.append(FlowNode(id=self.end, type="end", name=self.names.get(self.end, "")))
        edges = [FlowEdge(source=trigger.id, target=way[0].id) for trigger in self.triggers]
        edges += [FlowEdge(source=a.id, target=b.id) for a, b in pairwise(way)]
        return Flow(nodes=(*self.triggers, *way), edges=tuple(edges))


def flow_to_sequence(flow: Flow) -> list[dict[str, Any]] | None:
    """The steps of a linear flow, or None when it branches, loops or has a node that a sequence can't say.

    Emails come with their `template` only; the caller adds `subject` and `body`. An empty flow is an empty sequence.
    """
    if not flow.nodes:
        return []
    way = _linear_way(Graph(flow))
    if way is None:
        return None
    return [_step(place, node) for place, node in enumerate(way, start=1)]


def sequence_to_flow(data: object, *, current: Flow | None = None, path: str = "sequence") -> SequenceDraft:
    """Check a list of steps. Triggers, names and the end of the `current` flow are kept.

    A step without `node` gets a free key. Raises InvalidInput naming each wrong place under `path`.
    """
    nodes = Graph(current or Flow()).nodes.values()
    triggers = tuple(node.node for node in nodes if node.is_trigger) or (FlowNode(id="start", type="trigger_manual"),)
    steps, problems = _steps(data, path)
    if not problems:
        problems = [*_order_problems(steps, {trigger.id for trigger in triggers}, path)]
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems[:100])
    taken = {step.node for step in steps if step.node} | {trigger.id for trigger in triggers}
    ends = [node.key for node in nodes if node.node.type == "end"]
    end = next(key for key in chain(ends, ["end"], (f"end{number}" for number in count(2))) if key not in taken)
    free = (key for key in (f"s{number}" for number in count(1)) if key not in taken | {end})
    named = tuple((step.node or next(free), step) for step in steps)
    return SequenceDraft(named, triggers, end, {node.key: node.node.name for node in nodes})


def _linear_way(graph: Graph) -> list[GraphNode] | None:
    """The nodes between the triggers and the end, in order; None unless that is the whole flow."""
    seen = {key for key, node in graph.nodes.items() if node.is_trigger}
    entries = {graph.target_of(key, "next") for key in seen}
    if len(entries) != 1 or any(len(graph.targets(key)) > 1 for key in graph.nodes):
        return None
    way: list[GraphNode] = []
    key = entries.pop()
    while key is not None and key not in seen:
        seen.add(key)
        node = graph.nodes[key]
        if node.node.type != "end":
            if node.config is None or node.node.type not in ("send", *_ALIKE):
                return None
            way.append(node)
        key = graph.target_of(key, "next")
    return way if key is None and len(seen) == len(graph.nodes) else None


def _step(place: int, node: GraphNode) -> dict[str, Any]:
    step: dict[str, Any] = {"step": place, "type": node.node.type, "node": node.key}
    if isinstance(node.config, SendConfig):
        config = node.config.model_dump(mode="json", exclude_defaults=True)
        return step | {"type": config.pop("channel")} | config
    config = node.config.model_dump(mode="json") if node.config else {}
    return step | (_without_unset(config) if step["type"] == "wait" else config)


def _steps(data: object, path: str) -> tuple[list[Step], list[FieldError]]:
    problems = list(json_problems(data, path))
    if not isinstance(data, list):
        problems = problems or [FieldError(path, "must be a list of steps")]
    elif len(data) > MAX_STEPS:
        problems = problems or [FieldError(path, f"must have at most {MAX_STEPS} steps")]
    if problems:
        return [], problems
    steps: list[Step] = []
    for place, item in enumerate(data if isinstance(data, list) else ()):
        base = f"{path}[{place}]"
        model = _MODELS.get(str(item.get("type"))) if isinstance(item, Mapping) else None
        if model is None:
            problems.append(FieldError(f"{base}.type", f"must be one of {', '.join(_MODELS)}"))
            continue
        try:
            steps.append(model.model_validate(item))
        except ValidationError as error:
            problems += [FieldError(join_path(base, each["loc"]), message_of(each)) for each in error.errors()]
    return steps, problems


def _order_problems(steps: Sequence[Step], reserved: set[str], path: str) -> Iterator[FieldError]:
    seen = set(reserved)
    for place, step in enumerate(steps):
        if step.step is not None and step.step != place + 1:
            yield FieldError(f"{path}[{place}].step", f"must be {place + 1}, its place in the list")
        if step.node is not None and step.node in seen:
            yield FieldError(f"{path}[{place}].node", f"{step.node!r} is already a node of the flow")
        if step.node is not None:
            seen.add(step.node)


def _node_type(step: Step) -> str:
    return "send" if isinstance(step, EmailStep | MessageStep) else step.type


def _config(key: str, step: Step, template_ids: Mapping[str, UUID]) -> dict[str, Any]:
    if not isinstance(step, EmailStep | MessageStep):
        dumped = step.model_dump(mode="json", exclude={"step", "node", "type"})
        return _without_unset(dumped) if isinstance(step, WaitStep) else dumped
    inline = {"step", "node", "type", "template", "subject", "body", "on_ineligible"}
    options = step.model_dump(mode="json", exclude=inline, exclude_defaults=True)
    template = step.template if isinstance(step, MessageStep) else template_ids[key]
    return {
        "channel": step.type,
        "template": ids.encode("tpl", template),
        "on_ineligible": step.on_ineligible,
        **options,
    }


def _without_unset(config: Mapping[str, Any]) -> dict[str, Any]:
    """A wait's config without the keys of the kinds that it isn't."""
    return {key: value for key, value in config.items() if value is not None}
