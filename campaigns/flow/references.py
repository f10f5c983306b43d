"""What a flow refers to outside itself, and what validation needs to be told about it.

The caller looks everything up in a few queries (`references` says what) and hands it in: no ORM here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from campaigns.flow.document import Flow
from campaigns.flow.graph import Graph
from campaigns.nodes.parts import Ref


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a rule or a Liquid text; `path` is the full path that was handed in, and further."""

    path: str
    code: str
    message: str


Check = Callable[[str, Mapping[str, object]], Iterable[Problem]]
TextCheck = Callable[[str, str], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    """A template of the workspace. `undefined` are the variables in it that no contact field supplies, `objection` what
    the provider that keeps it has against its being sent.
    """

    channel: str
    published: bool
    state: str
    undefined: tuple[str, ...] = ()
    objection: str = ""


@dataclass(frozen=True, slots=True)
class KnownSender:
    """A sender of the workspace; `usable` is False when it is switched off."""

    channel: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class References:
    """Everything that validation knows of the world outside the flow; what isn't here does not exist.

    `default_sender` is for mail and is pinned at launch; of the other channels, those of `default_channels` have one,
    which delivery chooses. `own_campaign` is whose flow it is; `members` are e-mail addresses in lower case.
    `check_rule(path, rule)` and `check_text(path, source)` judge rules and Liquid texts.
    """

    check_rule: Check
    check_text: TextCheck
    templates: Mapping[UUID, KnownTemplate] = field(default_factory=dict)
    senders: Mapping[UUID, KnownSender] = field(default_factory=dict)
    segments: frozenset[UUID] = frozenset()
    static_segments: frozenset[UUID] = frozenset()
    campaigns: frozenset[UUID] = frozenset()
    own_campaign: UUID | None = None
    channels: frozenset[str] = frozenset({"email"})
    default_sender: UUID | None = None
    default_channels: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()


def references(flow: Flow) -> list[Ref]:
    """What the flow's nodes refer to, with full paths (`nodes[1].config.template`). Unfinished nodes are left out."""
    found = []
    for node in Graph(flow).nodes.values():
        if node.type is not None and node.config is not None:
            base = f"nodes[{node.place}]"
            found += [replace(ref, path=f"{base}.{ref.path}") for ref in node.type.references(node.config)]
    return found
