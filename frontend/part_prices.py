"""What a message of several parts, such as a text message of segments, costs: of one part, and of all of it."""

from dataclasses import dataclass

from messaging.channels.registry import CHANNELS
from messaging.selectors import prices_here
from templates_app.models import Template
from templates_app.rendering import Rendered
from workspaces.money import amount_text


@dataclass(frozen=True, slots=True)
class PartPrice:
    """The price of one part and of the whole message, to a country; "" wherever no other line says it."""

    country: str
    one: str
    all: str
    currency: str


def part_prices(template: Template, rendered: Rendered) -> list[PartPrice]:
    """By country, as far as there are contacts; none for channels that are paid by the message, or without prices."""
    count = getattr(rendered, "count", None)
    if count is None or not CHANNELS[template.channel].paid_in_parts:
        return []
    lines = prices_here(template.workspace, template.channel, template.message_type)
    currency = template.workspace.currency
    return [
        PartPrice(country, amount_text(amount), amount_text(amount * count.segments), currency)
        for country, amount in lines
    ]
