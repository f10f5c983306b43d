"""Send: put a message into the outbox and go on when it is settled. How it is delivered is messaging's business."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import CHANNEL_NAMES, Channel, SenderId, TemplateId
from campaigns.nodes.moves import Moves, OutboxIntent
from campaigns.nodes.parts import FlowView, Issue, NodeView, Ref, RefKind
from campaigns.nodes.registry import register

# The states of a message that is over, in the words of messaging, which this package does not import.
SETTLED = frozenset({"accepted", "rejected", "skipped", "unknown"})
_NOT_SENT = frozenset({"rejected", "skipped"})
FALLBACK, SPREAD = "fallback", "spread"


class SendMisused(RuntimeError):
    """The engine's mistake: a row came back although its message isn't settled."""


class Fallback(NodeConfig):
    """The message that is tried after the first one."""

    channel: Channel = Field(description="The channel of the second message.", json_schema_extra=CHANNEL_NAMES)
    template: TemplateId = Field(description="Its template; what is sent is the version that is published at launch.")


class SendConfig(NodeConfig):
    """What to send, from whom, and what becomes of contacts who can't get it."""

    channel: Channel = Field(
        title="Channel", description="The channel of the message.", json_schema_extra=CHANNEL_NAMES
    )
    template: TemplateId = Field(description="The template; what is sent is the version that is published at launch.")
    sender: SenderId | None = Field(
        default=None, title="From", description="The sender; the workspace's default one where none is named."
    )
    spread_hours: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=168,
        title="Spread over",
        description="Over how many hours the messages go out, each contact's at its own part of them; else at once.",
        json_schema_extra={"x-unit": "hours"},
    )
    on_ineligible: Literal["end", "continue"] = Field(
        default="end",
        title="Who can’t get it",
        description="What becomes of contacts who may not or can't get the message: their way ends, or it continues.",
        json_schema_extra={"x-labels": {"end": "leaves the campaign here", "continue": "goes on to the next step"}},
    )
    fallback: Fallback | None = Field(
        default=None,
        title="Second message",
        description="A second message for those who may not or can't get the first.",
    )


@register
class Send(NodeType[SendConfig]):
    """The contact rests here beside its message until the message is settled, and goes on by `next`.

    | the message was | `on_ineligible: end` | `continue` |
    |---|---|---|
    | accepted | `next` | `next` |
    | unknown (it may have arrived; never sent again by itself) | `next` | `next` |
    | skipped (no consent, suppressed, no address, …) | ends, skipped | `next` |
    | rejected | ends, failed | `next` |

    With `spread_hours`, the messages of those who arrive together go out over that time, each contact's at a part of it
    that is always the same.

    With a `fallback`, who was skipped or rejected is sent that message first, on a `visit` of its own and from the same
    sender where the channel is the same; the table then holds for the second message. There is no third one. Why a
    message was skipped or rejected stands on the execution and in the journal, in [messaging's own
    codes](../../reasons.md).
    """

    key = "send"
    label = "Send"
    description = "Sends a message from a template."
    category = Category.MESSAGE
    Config = SendConfig
    reasons = (FALLBACK, SPREAD, *sorted(SETTLED))

    def references(self, config: SendConfig) -> Sequence[Ref]:
        """The templates, and the sender where one is named."""
        found = [Ref(RefKind.TEMPLATE, config.template, "config.template", config.channel)]
        if config.sender is not None:
            found.append(Ref(RefKind.SENDER, config.sender, "config.sender"))
        if (second := config.fallback) is not None:
            found.append(Ref(RefKind.TEMPLATE, second.template, "config.fallback.template", second.channel))
        return found

    def validate(self, node: NodeView[SendConfig], flow: FlowView) -> Iterable[Issue]:
        """A fallback must be another message."""
        config = node.config
        if config.fallback is not None and config.fallback.template == config.template:
            message = "The fallback sends the same template again; choose another one."
            yield node.error("config.fallback.template", "fallback_same", message)

    def step(self, batch: Batch[SendConfig]) -> Moves:
        """Fresh arrivals are parked with a message each; resumed ones go on or end by their message's outcome."""
        moves = _settled(batch)
        if batch.fresh:
            hours = batch.node.config.spread_hours
            detail = {"hours": hours} if hours else None
            moves.park(_intent(batch), batch.fresh, reason=SPREAD if hours else "", detail=detail)
        return moves

    def summary(self, config: SendConfig) -> str:
        """One line."""
        return f"Send {config.channel}" + (f", else {config.fallback.channel}" if config.fallback else "")


def _intent(batch: Batch[SendConfig]) -> OutboxIntent:
    config = batch.node.config
    version = batch.node.versions[config.template]
    spread = timedelta(hours=config.spread_hours) if config.spread_hours else None
    return OutboxIntent(
        config.channel, config.template, version, batch.node.sender, config.on_ineligible, spread=spread
    )


def _fallback_intent(batch: Batch[SendConfig], fallback: Fallback) -> OutboxIntent:
    config = batch.node.config
    return OutboxIntent(
        fallback.channel,
        fallback.template,
        batch.node.versions[fallback.template],
        batch.node.sender if fallback.channel == config.channel else None,
        config.on_ineligible,
        leg=1,
    )


def _settled(batch: Batch[SendConfig]) -> Moves:
    """accepted → next; unknown → next (it may have arrived); skipped and rejected → fallback, then `on_ineligible`."""
    if not batch.resumed_count:
        return Moves()
    if batch.outcomes is None:
        raise SendMisused(f"{batch.resumed_count} rows came back to node {batch.node.key} without an outcome")
    states, reasons, legs = batch.outcomes.states, batch.outcomes.reasons, batch.outcomes.legs
    if states.count("accepted") == batch.resumed_count:
        return Moves().to("next", batch.resumed, reason="accepted")
    groups: dict[tuple[str, str, int], list[int]] = {}
    for row, outcome in enumerate(zip(states, reasons, legs, strict=True)):
        groups.setdefault(outcome, []).append(row)
    moves = Moves()
    for (state, reason, leg), rows in groups.items():
        if state in _NOT_SENT and leg == 0 and batch.node.config.fallback is not None:
            intent = _fallback_intent(batch, batch.node.config.fallback)
            moves.park(intent, rows, reason=FALLBACK, detail={"after": state, "reason": reason})
        else:
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
