"""What JSON from outside must not contain before anything else looks at it: things that PostgreSQL can't store, and
shapes that only serve to exhaust somebody."""

from collections.abc import Iterator, Sequence
from math import isfinite

from workspaces.errors import FieldError

MAX_DEPTH = 40
MAX_VALUES = 200_000
MAX_INTEGER = 2**63


def json_problems(data: object, path: str) -> Iterator[FieldError]:
    """NUL characters, lone surrogates, infinite and huge numbers, too deep nesting, too many values, in `data`."""
    stack: list[tuple[object, tuple[str | int, ...]]] = [(data, ())]
    count = 0
    while stack:
        value, location = stack.pop()
        count += 1
        if count > MAX_VALUES:
            yield FieldError(path, f"more than {MAX_VALUES} values", "too_large")
            return
        problem = _problem(value, len(location))
        if problem:
            yield FieldError(join_path(path, location), problem)
        elif isinstance(value, dict):
            stack.extend((item, (*location, str(key))) for key, item in value.items())
            stack.extend((key, location) for key in value if not _storable(key))
        elif isinstance(value, list | tuple):
            stack.extend((item, (*location, place)) for place, item in enumerate(value))


def _problem(value: object, depth: int) -> str | None:
    if isinstance(value, str):
        return None if _storable(value) else "contains a character that can't be stored (NUL or half a surrogate pair)"
    if isinstance(value, float) and not isfinite(value):
        return "must be a finite number"
    if isinstance(value, int) and abs(value) >= MAX_INTEGER:
        return "is too large a number"
    if isinstance(value, dict | list | tuple) and depth >= MAX_DEPTH:
        return f"is nested deeper than {MAX_DEPTH} levels"
    if value is None or isinstance(value, bool | int | float | dict | list | tuple):
        return None
    return f"{type(value).__name__} is not a JSON value"


def _storable(value: object) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def join_path(base: str, location: Sequence[str | int]) -> str:
    """`("nodes", 3, "config")` under `workflow` → `workflow.nodes[3].config`."""
    path = base
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part[:100]}" if path else part[:100]
    return path
