"""Send: put a message into the outbox and go on when it is settled. How it is delivered is messaging's business."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import Channel, SenderId, TemplateId
from campaigns.nodes.moves import Moves, OutboxIntent
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register

# The states of a message that is over, in the words of messaging, which this package does not import.
SETTLED = frozenset({"accepted", "rejected", "skipped", "unknown"})


class SendMisused(RuntimeError):
    """The engine's mistake: a row came back although its message isn't settled."""


class SendConfig(NodeConfig):
    """What to send, from whom, and what becomes of contacts who can't get it."""

    channel: Channel = Field(description="The channel of the message.")
    template: TemplateId = Field(description="The template; its version published at launch is what is sent.")
    sender: SenderId | None = Field(default=None, description="The sender; the workspace's default one where null.")
    on_ineligible: Literal["end", "continue"] = Field(
        default="end",
        description="What becomes of contacts who may not or can't get the message: their way ends, or it continues.",
    )
    fallback: None = Field(default=None, description="A second channel to try; none is available yet.")


@register
class Send(NodeType[SendConfig]):
    """Parks each contact beside its message until the message is settled."""

    key = "send"
    label = "Send"
    description = "Sends a message from a template."
    category = Category.MESSAGE
    Config = SendConfig

    def references(self, config: SendConfig) -> Sequence[Ref]:
        """The template, and the sender where one is named."""
        template = Ref(RefKind.TEMPLATE, config.template, "config.template")
        if config.sender is None:
            return (template,)
        return (template, Ref(RefKind.SENDER, config.sender, "config.sender"))

    def step(self, batch: Batch[SendConfig]) -> Moves:
        """Fresh arrivals are parked with a message each; resumed ones go on or end by their message's outcome."""
        moves = _settled(batch)
        if batch.fresh:
            moves.park(_intent(batch), batch.fresh)
        return moves

    def summary(self, config: SendConfig) -> str:
        """One line."""
        return f"Send {config.channel}"


def _intent(batch: Batch[SendConfig]) -> OutboxIntent:
    config = batch.node.config
    version = batch.node.versions[config.template]
    return OutboxIntent(config.channel, config.template, version, batch.node.sender, config.on_ineligible)


def _settled(batch: Batch[SendConfig]) -> Moves:
    """accepted → next; unknown → next (it may have arrived); skipped and rejected → by `on_ineligible`."""
    if not batch.resumed_count:
        return Moves()
    if batch.outcomes is None:
        raise SendMisused(f"{batch.resumed_count} rows came back to node {batch.node.key} without an outcome")
    states, reasons = batch.outcomes.states, batch.outcomes.reasons
    if states.count("accepted") == batch.resumed_count:
        return Moves().to("next", batch.resumed, reason="accepted")
    groups: dict[tuple[str, str], list[int]] = {}
    for row, outcome in enumerate(zip(states, reasons, strict=True)):
        groups.setdefault(outcome, []).append(row)
    moves = Moves()
    for (state, reason), rows in groups.items():
        _settle_group(moves, state, reason, rows, batch.node.config.on_ineligible)
    return moves


def _settle_group(moves: Moves, state: str, reason: str, rows: Sequence[int], on_ineligible: str) -> None:
    if state not in SETTLED:
        raise SendMisused(f"{state!r} is not how a message ends")
    if state in ("accepted", "unknown") or on_ineligible == "continue":
        moves.to("next", rows, reason=state, detail={"reason": reason} if reason else None)
    elif state == "skipped":
        moves.skip(reason, rows)
    else:
        moves.fail(reason, rows)
