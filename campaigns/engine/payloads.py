"""What an HTTP call says of each contact: JSON made of a template, or a summary where there is none."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from campaigns.models import Campaign
from campaigns.nodes.base import Batch
from contacts.models import Contact
from templates_app.context import contact_context
from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.liquid import LiquidTemplate, compile_liquid
from workspaces.contexts import trigger_part
from workspaces.ids import encode

Values = Mapping[str, object]
Maker = Callable[[Values], object]

# As JSON text; a body that grew beyond is nobody's wish.
MAX_PAYLOAD = 262_144
_OUTPUT = re.compile(r"\{\{-?((?:(?!\{\{|\}\}).)+?)-?\}\}", re.DOTALL)


def payload_maker(body: object) -> Callable[[Values], str]:
    """Makes the text of a call from the values of a contact, compiled once. It raises RenderFailed."""
    if isinstance(body, str):
        return _bounded(compile_liquid(body, html=False).render)
    make = _maker(body)
    return _bounded(lambda values: json.dumps(make(values), ensure_ascii=False, separators=(",", ":"), default=str))


def summary(batch: Batch[Any], row: int, contact: Contact, campaign_name: str) -> str:
    """What is sent where the node has no body of its own."""
    said = contact_context(contact)
    fields = ("first_name", "last_name", "email", "phone", "timezone", "score", "tags", "attributes")
    document = {
        "contact": {"id": contact.public_id, **{field: said[field] for field in fields}},
        "trigger": trigger_part(batch.contexts[row]),
        "campaign": {"id": encode(Campaign.ID_PREFIX, batch.campaign.campaign_id), "name": campaign_name},
        "node": {"id": batch.node.key, "name": batch.node.name},
    }
    return _bounded(lambda _: json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str))({})


def _bounded(make: Callable[[Values], str]) -> Callable[[Values], str]:
    def made(values: Values) -> str:
        text = make(values)
        if len(text) > MAX_PAYLOAD:
            raise RenderFailed(f"the body would be longer than {MAX_PAYLOAD:,} characters")
        return text

    return made


def _maker(value: object) -> Maker:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        parts = [(str(name), _maker(each)) for name, each in value.items()]
        return lambda values: {name: make(values) for name, make in parts}
    if isinstance(value, list | tuple):
        items = [_maker(each) for each in value]
        return lambda values: [make(values) for make in items]
    return lambda values: value


def _text(source: str) -> Maker:
    """A text that is but one output becomes its value: the filter `json` writes it down with its type."""
    lone = _OUTPUT.fullmatch(source.strip())
    if lone is None:
        return compile_liquid(source, html=False).render
    typed: LiquidTemplate = compile_liquid(f"{{{{{lone[1]} | json }}}}", html=False)
    return lambda values: json.loads(typed.render(values))
