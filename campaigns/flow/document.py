"""The flow document: nodes and edges as they are stored and sent, and reading it from outside.

Refused here is what can never become right by more editing: wrong shapes, unknown types and fields, wrong values.
What is merely unfinished (a required key that isn't set, an open port) may be saved and is told by
`campaigns.flow.validate`.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from campaigns.nodes import registry
from campaigns.nodes.config_errors import config_read, message_of
from campaigns.nodes.fields import PORT_PATTERN, PortName
from workspaces.errors import FieldError, InvalidInput
from workspaces.json_checks import join_path, json_problems

MAX_NODES = 1_000
MAX_EDGES = 5_000
MAX_ERRORS = 100

NodeKey = Annotated[str, StringConstraints(pattern=PORT_PATTERN)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FlowNode(_Part):
    """A node: its key within the flow, its type, what people call it, and its config as it was sent."""

    id: NodeKey
    type: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    config: dict[str, Any] = Field(default_factory=dict)


class FlowEdge(_Part):
    """A way from one node's port to another node."""

    source: NodeKey
    target: NodeKey
    port: PortName = "next"


class Flow(_Part):
    """The whole flow. Treat the configs inside as frozen, too."""

    nodes: Annotated[tuple[FlowNode, ...], Field(max_length=MAX_NODES)] = ()
    edges: Annotated[tuple[FlowEdge, ...], Field(max_length=MAX_EDGES)] = ()

    def document(self) -> dict[str, Any]:
        """The flow as plain JSON, to be stored and sent."""
        return self.model_dump(mode="json")


def parse(data: object, *, path: str = "workflow") -> Flow:
    """The flow in `data` (plain JSON values). Raises InvalidInput naming each wrong place under `path`."""
    _refuse_any(list(json_problems(data, path)))
    try:
        flow = Flow.model_validate(data)
    except ValidationError as error:
        items = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [FieldError(join_path(path, item["loc"]), message_of(item), item["type"]) for item in items]
        raise _refusal(problems) from None
    _refuse_any([*_node_problems(flow, path), *_edge_problems(flow, path)])
    return flow


def _node_problems(flow: Flow, path: str) -> Iterator[FieldError]:
    places: dict[str, int] = {}
    for place, node in enumerate(flow.nodes):
        base = f"{path}.nodes[{place}]"
        first = places.setdefault(node.id, place)
        if first != place:
            yield FieldError(f"{base}.id", f"{node.id!r} is already the id of nodes[{first}]", "repeated")
        yield from _config_problems(node, base)


def _config_problems(node: FlowNode, base: str) -> Iterator[FieldError]:
    node_type = registry.find(node.type)
    if node_type is None:
        known = ", ".join(known.key for known in registry.all_types())
        yield FieldError(f"{base}.type", f"unknown node type {node.type!r}; known are {known}", "unknown_node_type")
        return
    for error in config_read(node_type, node.config)[1]:
        if not error.missing:
            yield FieldError(error.under(f"{base}.config"), error.message, error.code)


def _edge_problems(flow: Flow, path: str) -> Iterator[FieldError]:
    keys = {node.id for node in flow.nodes}
    for place, edge in enumerate(flow.edges):
        for end, key in (("source", edge.source), ("target", edge.target)):
            if key not in keys:
                yield FieldError(f"{path}.edges[{place}].{end}", f"there is no node {key!r}", "unknown_node")


def _refuse_any(problems: list[FieldError]) -> None:
    if problems:
        raise _refusal(problems)


def _refusal(problems: list[FieldError]) -> InvalidInput:
    first, more = problems[0], len(problems) - 1
    message = f"{first.field}: {first.message}" + (f" (and {more} more)" if more else "")
    return InvalidInput(message, problems[:MAX_ERRORS])
