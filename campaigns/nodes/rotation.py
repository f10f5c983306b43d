"""Rotation: which of several templates and senders of a send node a contact gets; always the same, in proportions.

Rendezvous hashing: each choice draws a lot for each contact, and the best one wins. So a choice that is added, taken
away or left out changes nothing for contacts of the others.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from campaigns.nodes.base import Batch, NodeConfig
from campaigns.nodes.fields import SenderId, TemplateId
from campaigns.nodes.lots import BITS, lots

MOST = 9
Weight = Annotated[int, Field(strict=True, ge=1, le=100)]


class WeightedTemplate(NodeConfig):
    """A further template."""

    template: TemplateId = Field(title="Template", description="Of the same channel.")
    weight: Weight = Field(default=1, title="Share", description="Its part, beside those of the others.")


class WeightedSender(NodeConfig):
    """A further sender."""

    sender: SenderId = Field(title="From", description="Of the same channel.")
    weight: Weight = Field(default=1, title="Share", description="Its part, beside those of the others.")


class Rotation(NodeConfig):
    """What takes turns with the node's own template and sender."""

    templates: tuple[WeightedTemplate, ...] = Field(
        default=(),
        max_length=MOST,
        title="Further templates",
        description="Each contact gets one of them or the one above, always the same.",
    )
    template_weight: Weight = Field(
        default=1, title="Share of the template above", description="Its part, beside those of the further ones."
    )
    senders: tuple[WeightedSender, ...] = Field(
        default=(),
        max_length=MOST,
        title="Further senders",
        description="Each contact hears from one of them or the one above, in all steps with these senders.",
    )
    sender_weight: Weight = Field(
        default=1, title="Share of the sender above", description="Its part, beside those of the further ones."
    )
    leave_out_failing: bool = Field(
        default=False,
        strict=True,
        title="Leave out senders that fail",
        description="Contacts who had nothing yet from a sender whose provider fails get another one; else they wait.",
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What some rows get, and which senders were left out for them."""

    template: UUID
    sender: UUID | None
    left_out: tuple[UUID, ...] = ()


def drawn(batch: Batch[Any], rows: Sequence[int], template: UUID, rotation: Rotation) -> Mapping[Drawn, list[int]]:
    """The rows by what they get, each once."""
    node, campaign = batch.node, batch.campaign.campaign_id
    contacts = [batch.contact_ids[row] for row in rows]
    templates = {template: rotation.template_weight} | {each.template: each.weight for each in rotation.templates}
    senders: dict[UUID | None, int] = {node.sender: rotation.sender_weight}
    senders |= {each.sender: each.weight for each in rotation.senders}
    chosen_templates = _best(templates, lambda each: lots(campaign, f"{node.key}/template/{each}", contacts))
    chosen_senders, left_out = _senders(batch, rows, senders, rotation.leave_out_failing)
    groups: dict[Drawn, list[int]] = {}
    for row, chosen, sender, without in zip(rows, chosen_templates, chosen_senders, left_out, strict=True):
        groups.setdefault(Drawn(chosen, sender, without), []).append(row)
    return groups


def _senders(
    batch: Batch[Any], rows: Sequence[int], senders: Mapping[UUID | None, int], leave_out: bool
) -> tuple[list[UUID | None], list[tuple[UUID, ...]]]:
    """The sender of each row, and which were left out for it."""
    contacts = [batch.contact_ids[row] for row in rows]

    def draw(among: Mapping[UUID | None, int]) -> list[UUID | None]:
        return _best(among, lambda each: lots(batch.campaign.campaign_id, f"sender/{each}", contacts))

    everybody = draw(senders)
    named = [sender for sender in senders if sender is not None]
    if not leave_out or len(senders) == 1:
        return everybody, [()] * len(rows)
    known = batch.world.senders_of(batch, rows, named)
    failing = set(batch.world.senders_failing(named))
    sound = {sender: weight for sender, weight in senders.items() if sender not in failing}
    others = draw(sound) if sound else everybody
    chosen: list[UUID | None] = []
    left_out: list[tuple[UUID, ...]] = []
    for row, first, other in zip(rows, everybody, others, strict=True):
        # Who has heard from one of them before hears from the same one again.
        sender = known.get(row) or other
        chosen.append(sender)
        left_out.append((first,) if first is not None and first in failing and sender != first else ())
    return chosen, left_out


def _best(weights: Mapping[Any, int], draw: Callable[[Any], Any]) -> list[Any]:
    """For each contact the choice with the best of the lots that `draw` gives for a choice."""
    choices: Collection[Any] = list(weights)
    if len(choices) == 1:
        [only] = choices
        return [only for _ in draw(only)]
    # -ln(u) / weight is least as often as the weight says.
    scores = [[-log((lot + 1) / 2**BITS) / weights[choice] for lot in draw(choice)] for choice in choices]
    return [min(zip(row, choices, strict=True), key=lambda scored: scored[0])[1] for row in zip(*scores, strict=True)]
