"""A/B test: divide contacts over variants by weight; a contact always gets the same variant.

The choice is a hash of campaign, node and contact, so it needs no row of its own and survives new flow versions.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import PortName
from campaigns.nodes.lots import lots
from campaigns.nodes.moves import Detail, Moves
from campaigns.nodes.parts import FlowView, Issue, NodeView, Port
from campaigns.nodes.registry import register

HOLDOUT = "holdout"
VARIANT_DRAWN = "variant_drawn"
# The journal's detail of each of the hundred lots.
_DRAWN: Sequence[Detail] = [{"lot": lot} for lot in range(100)]


class Variant(NodeConfig):
    """One way through the test."""

    port: PortName = Field(description="The port by which its contacts leave.")
    name: Annotated[str, StringConstraints(max_length=100)] = Field(default="", description="What people call it.")
    weight: int = Field(strict=True, ge=1, le=99, description="Its share in percent.")


def _two_to_four(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    # Field(min_length=…) counts only the items that are valid, and so tells of a second mistake that nobody made.
    if not 2 <= len(variants) <= 4:
        raise ValueError(f"must have 2 to 4 variants, not {len(variants)}")
    return variants


Variants = Annotated[
    tuple[Variant, ...],
    AfterValidator(_two_to_four),
    Field(json_schema_extra={"minItems": 2, "maxItems": 4, "x-editor": "variants"}),
]


class AbTestConfig(NodeConfig):
    """The variants, whose weights add up to 100."""

    variants: Variants = Field(description="The ways to compare.")
    holdout: int = Field(
        default=0,
        strict=True,
        ge=0,
        le=90,
        title="Held out for comparison",
        json_schema_extra={"x-unit": "%"},
        description="The share of contacts in percent who get no variant: their way is completed here, for comparison.",
    )


@register
class AbTest(NodeType[AbTestConfig]):
    """The choice is a stable hash of campaign, node and contact.

    A contact always gets the same variant, also in a later version of the flow and in a loop, and two tests divide
    independently. The weights of the variants are whole percents that add up to 100; their ports differ. Who is held
    out gets no variant: the way is completed here, for comparison. The journal keeps the lot that was
    drawn, 0 to 99: the first variant has the lowest ones, as many as its weight.
    """

    key = "ab_test"
    label = "A/B test"
    description = "Divides contacts over two to four variants by weight."
    category = Category.LOGIC
    Config = AbTestConfig
    reasons = (HOLDOUT, VARIANT_DRAWN)
    fixed_ports = None

    def ports(self, config: AbTestConfig) -> Sequence[Port]:
        """One port for each variant."""
        return [Port(variant.port, variant.name) for variant in config.variants]

    def validate(self, node: NodeView[AbTestConfig], flow: FlowView) -> Iterable[Issue]:
        """Weights must add up to 100 and ports must differ."""
        variants = node.config.variants
        total = sum(variant.weight for variant in variants)
        if total != 100:
            yield node.error("config.variants", "weights_sum", f"The weights add up to {total}, not to 100.")
        seen: set[str] = set()
        for place, variant in enumerate(variants):
            if variant.port in seen:
                yield node.error(
                    f"config.variants[{place}].port", "port_repeated", f"Port {variant.port!r} is used twice."
                )
            seen.add(variant.port)

    def step(self, batch: Batch[AbTestConfig]) -> Moves:
        """One hash per contact decides over holdout and variant."""
        config = batch.node.config
        lots: list[list[int]] = [[] for _ in range(100)]
        held: list[int] = []
        buckets = _buckets(batch.campaign.campaign_id, batch.node.key, batch.contact_ids)
        for row, (bucket, kept_out) in enumerate(buckets):
            if kept_out < config.holdout:
                held.append(row)
            else:
                lots[bucket].append(row)
        moves = Moves()
        first = 0
        for variant in config.variants:
            drawn = range(first, first + variant.weight)
            rows = [row for lot in drawn for row in lots[lot]]
            details = [_DRAWN[lot] for lot in drawn for _ in lots[lot]]
            moves.to(variant.port, rows, reason=VARIANT_DRAWN, details=details)
            first = drawn.stop
        return moves.complete(held, reason=HOLDOUT)

    def summary(self, config: AbTestConfig) -> str:
        """One line."""
        shares = " / ".join(f"{variant.name or variant.port} {variant.weight} %" for variant in config.variants)
        return f"A/B test: {shares}"


def _buckets(campaign_id: UUID, node: str, contact_ids: Sequence[UUID]) -> Iterable[tuple[int, int]]:
    """Two independent numbers from 0 to 99 for each contact: one for the variant, one for the holdout."""
    for lot in lots(campaign_id, node, contact_ids):
        yield (lot >> 32) * 100 >> 32, (lot & 0xFFFFFFFF) * 100 >> 32
