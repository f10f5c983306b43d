"""Switch: ranked branches, each with a rule; a contact leaves by the first that matches, or by `else`."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import PortName, RuleTree
from campaigns.nodes.judgement import NO_BRANCH, RULE_MATCHED, branches_detail, values_detail
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import FlowView, Issue, NodeView, Port, RuleUse
from campaigns.nodes.registry import register

ELSE = "else"


def _not_else(port: str) -> str:
    if port == ELSE:
        raise PydanticCustomError("port_reserved", "'else' is the port of those who match no branch")
    return port


class Branch(NodeConfig):
    """One way out of the switch."""

    port: Annotated[PortName, AfterValidator(_not_else)] = Field(
        title="Port", description="The port by which its contacts leave."
    )
    name: Annotated[str, StringConstraints(max_length=100)] = Field(default="", description="What people call it.")
    rule: RuleTree = Field(description="Contacts that match it, and none of the branches before, leave here.")


def _two_to_eight(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
    # As with an A/B test's variants: Field(min_length=…) would count only the valid ones.
    if not 2 <= len(branches) <= 8:
        raise ValueError(f"must have 2 to 8 branches, not {len(branches)}")
    return branches


Branches = Annotated[
    tuple[Branch, ...],
    AfterValidator(_two_to_eight),
    Field(json_schema_extra={"minItems": 2, "maxItems": 8, "x-editor": "branches"}),
]


class SwitchConfig(NodeConfig):
    """The branches in the order of their rank."""

    branches: Branches = Field(title="Branches", description="The ways out; the first whose rule matches is taken.")


@register
class Switch(NodeType[SwitchConfig]):
    """Contacts leave by the first branch whose rule they match, in the order given, or else by the port `else`.

    Two to eight branches; their ports differ, and none is called `else`.
    """

    key = "switch"
    label = "Switch"
    description = "Contacts take the first of several ways whose rule they match, or the last one."
    category = Category.LOGIC
    Config = SwitchConfig
    reasons = (RULE_MATCHED, NO_BRANCH)
    fixed_ports = None

    def ports(self, config: SwitchConfig) -> Sequence[Port]:
        """One port for each branch, and `else`."""
        return [*(Port(branch.port, branch.name) for branch in config.branches), Port(ELSE, "Else")]

    def rules(self, config: SwitchConfig) -> Sequence[RuleUse]:
        """The rule of every branch."""
        return [RuleUse(f"config.branches[{place}].rule", branch.rule) for place, branch in enumerate(config.branches)]

    def validate(self, node: NodeView[SwitchConfig], flow: FlowView) -> Iterable[Issue]:
        """Ports must differ."""
        seen: set[str] = set()
        for place, branch in enumerate(node.config.branches):
            if branch.port in seen:
                message = f"Port {branch.port!r} is used twice."
                yield node.error(f"config.branches[{place}].port", "port_repeated", message)
            seen.add(branch.port)

    def step(self, batch: Batch[SwitchConfig]) -> Moves:
        """One query for each branch, over those whom no branch before it took."""
        left: Sequence[int] = range(len(batch))
        moves = Moves()
        seen: dict[str, dict[int, str | None]] = {}
        for branch in batch.node.config.branches:
            if not left:
                break
            judgement = batch.world.judge(batch.of(left), branch.rule)
            details = values_detail(judgement.seen)
            chosen = [left[place] for place in judgement.rows]
            moves.to(branch.port, chosen, reason=RULE_MATCHED, details=[details[place] for place in judgement.rows])
            seen[branch.port] = dict(zip(left, judgement.seen, strict=True))
            taken = set(chosen)
            left = [row for row in left if row not in taken]
        saw = {port: [texts[row] for row in left] for port, texts in seen.items()}
        return moves.to(ELSE, left, reason=NO_BRANCH, details=branches_detail(saw))

    def summary(self, config: SwitchConfig) -> str:
        """One line."""
        return f"Switch: {' / '.join(branch.name or branch.port for branch in config.branches)} / else"
