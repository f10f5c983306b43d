"""Whether a template that a provider keeps may be sent as it stands there, and what to say where it may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from messaging.kept_components import header_of, open_buttons
from messaging.models import ProviderTemplate
from templates_app.rendering.whatsapp_places import place_words, taken_places

APPROVED = "approved"
# States that may pass by themselves: messages wait.
WAITING: Mapping[str, str] = MappingProxyType(
    {
        "pending": "it waits for approval",
        "in_appeal": "its rejection is being appealed against",
        "paused": "it is paused because too many people complained",
        "limit_exceeded": "it is over its limit",
    }
)
_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "rejected": "it was rejected",
        "disabled": "it was switched off because of complaints",
        "pending_deletion": "it is being deleted",
        "deleted": "it was deleted",
        "archived": "it was archived",
    }
)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why it may not be sent, for people; `waits` where that may pass by itself."""

    words: str
    waits: bool = False


def state_words(state: str) -> str:
    """A provider's state in words that follow "it", such as "it is approved"."""
    return WAITING.get(state) or _REFUSED.get(state) or f"it is {state.replace('_', ' ')}"


def places_of(known: ProviderTemplate) -> frozenset[str]:
    """All places that messages of the template must fill."""
    kind, text = header_of(known.components)
    buttons = [number for number, _ in open_buttons(known.components)]
    return taken_places(body=known.body, header_format=kind, header_text=text, buttons=buttons)


def objection(name: str, language: str, filled: frozenset[str], known: ProviderTemplate | None) -> Objection | None:
    """What speaks against sending the template with these places filled; `known` is what its provider has told."""
    called = f"“{name}” ({language})"
    if known is None:
        return Objection(f"the provider has no template {called}")
    if known.state != APPROVED:
        words = f"{called} can’t be sent: {state_words(known.state)}"
        return Objection(f"{words} ({known.reason})" if known.reason else words, known.state in WAITING)
    if known.wants:
        return Objection(f"{called} can’t be sent from here: {known.wants}")
    taken = places_of(known)
    if missing := taken - filled:
        return Objection(f"at the provider {called} takes more than is filled in here: {place_words(missing)}")
    if filled - taken:
        return Objection(
            f"at the provider {called} has no place for what is filled in here: {place_words(filled - taken)}"
        )
    return None
