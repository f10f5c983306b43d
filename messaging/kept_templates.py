"""Whether a template that a provider keeps may be sent as it stands there, and what to say where it may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from messaging.models import ProviderTemplate

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


def objection(name: str, language: str, places: int, known: ProviderTemplate | None) -> Objection | None:
    """What speaks against sending the template with so many places filled; `known` is what its provider has told."""
    called = f"“{name}” ({language})"
    if known is None:
        return Objection(f"the provider has no template {called}")
    if known.state != APPROVED:
        words = f"{called} can’t be sent: {state_words(known.state)}"
        return Objection(f"{words} ({known.reason})" if known.reason else words, known.state in WAITING)
    if known.wants:
        return Objection(f"{called} can’t be sent from here: {known.wants}")
    if known.places != places:
        noun = "place" if known.places == 1 else "places"
        return Objection(f"{called} has {known.places} {noun} at the provider, and {places} are filled here")
    return None
