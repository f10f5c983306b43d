"""Settings as seed 000 spells them, and as the domain does. What rules say inside keeps its spelling."""

from collections.abc import Mapping
from typing import Any

from workspaces.api.workspace.camel import camel, snake
from workspaces.errors import FieldError, InvalidInput

# A plain number caps the messages to one contact in so many days.
CAP_DAYS = 7
_NESTED = ("goal",)


def settings_inner(settings: Mapping[str, Any]) -> dict[str, Any]:
    """`{"frequencyCap": 3}` → `{"frequency_cap": {"count": 3, "days": 7}}`. Raises InvalidInput for inner spellings."""
    wrong = [FieldError("settings", f"unknown field {name[:64]}", "unknown") for name in settings if "_" in name]
    if wrong:
        raise InvalidInput(f"settings: {wrong[0].message}", wrong)
    inner = {snake(name): value for name, value in settings.items()}
    cap = inner.get("frequency_cap")
    if isinstance(cap, int) and not isinstance(cap, bool):
        inner["frequency_cap"] = {"count": cap, "days": CAP_DAYS}
    for name in _NESTED:
        if isinstance(inner.get(name), Mapping):
            inner[name] = {snake(key): value for key, value in inner[name].items()}
    return inner


def settings_outer(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round; a cap over another number of days, or about a channel, is an object."""
    outer = {camel(name): value for name, value in settings.items()}
    cap = outer.get("frequencyCap")
    if isinstance(cap, Mapping) and cap["days"] == CAP_DAYS and cap.get("channel") is None:
        outer["frequencyCap"] = cap["count"]
    for name in _NESTED:
        if isinstance(outer.get(name), Mapping):
            outer[name] = {camel(key): value for key, value in outer[name].items()}
    return outer
