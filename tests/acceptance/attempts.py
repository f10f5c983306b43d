"""How somebody of workspace A could try to reach into workspace B by one address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Attempt:
    """How to ask: `query` and `body` may name things of B as `{campaign}` and the like."""

    method: str = "GET"
    query: str = ""
    body: Any = None
    # What comes back when B's ids are tried.
    refused: frozenset[int] = frozenset({404})
    headers: Mapping[str, str] = field(default_factory=dict)
