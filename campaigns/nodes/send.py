"""Send: put a message into the outbox and go on when it is settled. How it is delivered is messaging's business."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import CHANNEL_NAMES, Channel, SenderId, TemplateId
from campaigns.nodes.moves import Moves, OutboxIntent
from campaigns.nodes.parts import FlowView, Issue, NodeView, Ref, RefKind
from campaigns.nodes.registry import register
from campaigns.nodes.rotation import Drawn, Rotation, drawn
from workspaces.ids import encode
from workspaces.link_tags import LinkTags

# The states of a message that is over, in the words of messaging, which this package does not import.
SETTLED = frozenset({"accepted", "rejected", "skipped", "unknown"})
_NOT_SENT = frozenset({"rejected", "skipped"})
FALLBACK, SPREAD, ROTATED = "fallback", "spread", "rotated"

# What steps of a sequence say in the same words.
SpreadHours = Annotated[int, Field(strict=True, ge=1, le=168)]
OnIneligible = Literal["end", "continue"]


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
    rotation: Rotation | None = Field(
        default=None,
        title="Take turns",
        description="Further templates and senders among which contacts are divided; each always gets the same.",
        json_schema_extra={"x-group": "Several templates or senders"},
    )
    spread_hours: SpreadHours | None = Field(
        default=None,
        title="Spread over",
        description="Over how many hours the messages go out, each contact's at its own part of them; else at once.",
        json_schema_extra={"x-unit": "hours"},
    )
    on_ineligible: OnIneligible = Field(
        default="end",
        title="Who can’t get it",
        description="What becomes of contacts who may not or can't get the message: their way ends, or it continues.",
        json_schema_extra={"x-labels": {"end": "leaves the campaign here", "continue": "goes on to the next step"}},
    )
    link_tags: LinkTags | None = Field(
        default=None,
        title="Link tags",
        description="Tags of the links in its mails for web analytics (utm_source, …), in place of the campaign's.",
        json_schema_extra={"x-group": "For web analytics"},
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

    With `rotation`, contacts are divided over the template and the sender of the node and the further ones, in the
    proportions of their weights. Each contact always gets the same template of a node, and the same sender in all nodes
    of the campaign that have the same senders. Senders that fail keep their contacts, who wait; with
    `leave_out_failing`, contacts who had nothing from them yet in this campaign get one of the others, and keep that.
    The journal says which were drawn, and which was left out.

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
    reasons = (FALLBACK, SPREAD, ROTATED, *sorted(SETTLED))

    def references(self, config: SendConfig) -> Sequence[Ref]:
        """The templates, and the sender where one is named."""
        found = [Ref(RefKind.TEMPLATE, config.template, "config.template", config.channel)]
        if config.sender is not None:
            found.append(Ref(RefKind.SENDER, config.sender, "config.sender"))
        found += _rotated(config)
        if (second := config.fallback) is not None:
            found.append(Ref(RefKind.TEMPLATE, second.template, "config.fallback.template", second.channel))
        return found

    def validate(self, node: NodeView[SendConfig], flow: FlowView) -> Iterable[Issue]:
        """A fallback must be another message."""
        config = node.config
        if config.fallback is not None and config.fallback.template == config.template:
            message = "The fallback sends the same template again; choose another one."
            yield node.error("config.fallback.template", "fallback_same", message)
        seen = {config.template, config.sender}
        for ref in _rotated(config):
            if ref.id in seen:
                yield node.error(ref.path, "rotation_repeated", f"This {ref.kind.value} takes its turn already.")
            seen.add(ref.id)

    def step(self, batch: Batch[SendConfig]) -> Moves:
        """Fresh arrivals are parked with a message each; resumed ones go on or end by their message's outcome."""
        moves = _settled(batch)
        if batch.fresh:
            _park(batch, moves)
        return moves

    def summary(self, config: SendConfig) -> str:
        """One line."""
        turns = len(config.rotation.templates) if config.rotation else 0
        which = f", one of {turns + 1} templates" if turns else ""
        return f"Send {config.channel}{which}" + (f", else {config.fallback.channel}" if config.fallback else "")


def _rotated(config: SendConfig) -> Iterable[Ref]:
    """The further templates and senders."""
    if config.rotation is None:
        return
    for place, each in enumerate(config.rotation.templates):
        path = f"config.rotation.templates[{place}].template"
        yield Ref(RefKind.TEMPLATE, each.template, path, config.channel)
    for place, sender in enumerate(config.rotation.senders):
        yield Ref(RefKind.SENDER, sender.sender, f"config.rotation.senders[{place}].sender")


def _park(batch: Batch[SendConfig], moves: Moves) -> None:
    config = batch.node.config
    detail: dict[str, object] = {"hours": config.spread_hours} if config.spread_hours else {}
    reason = SPREAD if config.spread_hours else ""
    if config.rotation is None:
        moves.park(
            _intent(batch, Drawn(config.template, batch.node.sender)), batch.fresh, reason=reason, detail=detail or None
        )
        return
    for choice, rows in drawn(batch, batch.fresh, config.template, config.rotation).items():
        told = detail | _told(choice, config.rotation)
        moves.park(_intent(batch, choice), rows, reason=reason or ROTATED, detail=told)


def _told(choice: Drawn, rotation: Rotation) -> dict[str, object]:
    """What the journal says of a draw."""
    told: dict[str, object] = {}
    if rotation.templates:
        told["template"] = encode("tpl", choice.template)
    if rotation.senders:
        told["sender"] = encode("snd", choice.sender) if choice.sender else None
    if choice.left_out:
        told["left_out"] = [encode("snd", sender) for sender in choice.left_out]
    return told


def _intent(batch: Batch[SendConfig], choice: Drawn) -> OutboxIntent:
    config = batch.node.config
    return OutboxIntent(
        config.channel,
        choice.template,
        batch.node.versions[choice.template],
        choice.sender,
        config.on_ineligible,
        spread=timedelta(hours=config.spread_hours) if config.spread_hours else None,
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
