"""What is kept of an answer for templates and rules: its status, its reason, and a few values of its JSON."""

import json
import math
from collections.abc import Mapping
from typing import Any

from workspaces.texts import storable

# Of each value, as JSON text: longer texts are cut, longer lists and objects are left out.
MAX_VALUE = 1_000


def kept_of(body: str, values: Mapping[str, str]) -> dict[str, object]:
    """The values at these paths (`data.items.0.id`), null where there is nothing, or no JSON at all."""
    if not values:
        return {}
    try:
        document = json.loads(body, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        document = None
    return {name: _bounded(_value_at(document, path)) for name, path in values.items()}


def _value_at(document: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and part.isdecimal() and len(part) < 6 and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    return document


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)[:MAX_VALUE]
    return _plain(value) if len(json.dumps(value)) <= MAX_VALUE else None


def _plain(value: Any) -> Any:
    """Without what jsonb refuses: NUL, halves of characters, numbers without end."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_plain(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
