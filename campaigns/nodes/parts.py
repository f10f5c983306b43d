"""The small words that node types speak: ports, references, issues and views of the flow around a node.

Nothing here knows a node type, the registry or the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from uuid import UUID

C_co = TypeVar("C_co", covariant=True)


class Severity(StrEnum):
    """How much an issue matters."""

    ERROR = "error"  # the flow can't be published
    WARNING = "warning"  # the flow can be published, but probably doesn't do what was meant


class RefKind(StrEnum):
    """What a node may refer to outside the flow."""

    TEMPLATE = "template"
    SEGMENT = "segment"
    STATIC_SEGMENT = "static_segment"
    SENDER = "sender"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, or odd, about a flow.

    `node_id` is None when it concerns the whole flow; `path` names the place in the document, for example
    `workflow.nodes[3].config.template`; `code` is stable and for machines, `message` is a sentence for people.
    """

    node_id: str | None
    path: str
    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Port:
    """A named exit of a node; every port needs exactly one edge."""

    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """Something outside the flow that a node needs; `path` is relative to the node (`config.template`).

    `channel` is the one over which a template is to be sent, or "" where that doesn't matter.
    """

    kind: RefKind
    id: UUID
    path: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule tree inside a node's config; `path` is relative to the node (`config.rule`)."""

    path: str
    rule: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TextUse:
    """A text with Liquid inside a node's config; `path` is relative to the node (`config.value`)."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class MemberUse:
    """A member of the workspace, named by e-mail address; `path` is relative to the node (`config.assignee`)."""

    path: str
    email: str


@dataclass(frozen=True, slots=True)
class SecretUse:
    """A secret of the workspace, called by its name; `path` is relative to the node (`config.secret`)."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class NodeView(Generic[C_co]):
    """A node under validation: its key, its parsed config and where it stands in the document."""

    key: str
    path: str
    config: C_co

    def error(self, path: str, code: str, message: str) -> Issue:
        """An error of this node; `path` is relative to the node (`config.variants`)."""
        return Issue(self.key, f"{self.path}.{path}", code, message, Severity.ERROR)

    def warning(self, path: str, code: str, message: str) -> Issue:
        """A warning of this node; `path` is relative to the node."""
        return Issue(self.key, f"{self.path}.{path}", code, message, Severity.WARNING)


class FlowView(Protocol):
    """What a node type may ask about the flow around a node."""

    def type_of(self, key: str) -> str | None:
        """The type key of the node with that key; None when the flow has no such node."""

    def target_of(self, key: str, port: str) -> str | None:
        """The key of the node that the port leads to; None when it is open."""
