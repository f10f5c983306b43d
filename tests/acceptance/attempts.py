"""How somebody of workspace A could try to reach into workspace B by one address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Attempt:
    """How to ask: `query` and `body` may name things of B as `{campaign}` and the like."""

    method: str = "GET"
    query: str = ""
    body: Any = None
    # What comes back when B's ids are tried.
    refused: frozenset[int] = frozenset({404})
    headers: Mapping[str, str] = field(default_factory=dict)


def filled(value: Any, world: Mapping[str, Any]) -> Any:
    """`{campaign}` and the like in an attempt's query or body."""
    if isinstance(value, str):
        return NAMED.sub(lambda match: str(world[match[1]]), value)
    if isinstance(value, dict):
        return {name: filled(inner, world) for name, inner in value.items()}
    return [filled(inner, world) for inner in value] if isinstance(value, list) else value
