"""Templates that a provider keeps and approves itself, as contents name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A provider's template that a content sends: under which field it stands, and which of its places are filled."""

    field: str
    name: str
    language: str
    filled: frozenset[str]
