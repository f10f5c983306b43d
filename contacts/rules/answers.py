"""What asking a rule about one contact answers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LeafAnswer:
    """One condition: its words, whether the contact meets it, and the contact's own value (None: there is none)."""

    words: str
    matched: bool
    actual: Any


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """Whether the contact matches the rule, and what each of its conditions says, in the order of the document."""

    matched: bool
    leaves: tuple[LeafAnswer, ...]
