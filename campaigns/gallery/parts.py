"""What a ready flow is made of, and short spellings of the steps that they share. No database, no validation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a flow counts on: an event, an attribute or a segment; `name` as the flow spells it."""

    kind: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GalleryFlow:
    """A ready flow. Templates and segments are left to choose: they differ in every workspace."""

    key: str
    name: str
    description: str
    goal: str
    document: Mapping[str, Any]
    needs: Sequence[Need]
    type: str = "AUTOMATED"
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sends(self) -> int:
        """How many messages there are to choose a template for."""
        return sum(node["type"] == "send" for node in self.document["nodes"])


def flow(nodes: Sequence[Node], *ways: str) -> dict[str, Any]:
    """The document; ways are written `from port to`."""
    edges = [dict(zip(("source", "port", "target"), way.split(), strict=True)) for way in ways]
    return {"nodes": list(nodes), "edges": edges}


def node(key: str, kind: str, name: str, **config: Any) -> Node:
    """A step with its name."""
    return {"id": key, "type": kind, "name": name, "config": config}


def mail(key: str, name: str) -> Node:
    """A mail whose template is to be chosen; who can't get it goes on with the flow."""
    return node(key, "send", name, channel="email", on_ineligible="continue")


def pause(key: str, name: str, value: int, unit: str) -> Node:
    """A wait of some time."""
    return node(key, "wait", name, duration={"value": value, "unit": unit})


def until_event(key: str, name: str, event: str, value: int, unit: str) -> Node:
    """A wait for an event, and for how long at most."""
    return node(key, "wait", name, event=event, timeout={"value": value, "unit": unit})


def asked(key: str, name: str, leaf: Mapping[str, Any]) -> Node:
    """A yes or no by one condition."""
    return node(key, "condition", name, rule=rule(leaf))


def rule(*leaves: Mapping[str, Any]) -> dict[str, Any]:
    """A rule all of whose conditions must hold."""
    return {"condition": "AND", "rules": list(leaves)}


def engaged(what: str, step: str) -> dict[str, Any]:
    """Whether the contact opened or clicked the message of a step."""
    return {"type": "engagement", "field": what, "operator": "is", "value": {"node": step}}


def did(event: str) -> dict[str, Any]:
    """Whether the contact did something, ever."""
    return {"type": "event", "field": event, "operator": "did"}


def tagged(key: str, name: str, tag: str) -> Node:
    """Puts a tag on the contact."""
    return node(key, "tag", name, action="add", tag=tag)


def end(key: str = "end", name: str = "End") -> Node:
    """Where the way ends."""
    return node(key, "end", name)
