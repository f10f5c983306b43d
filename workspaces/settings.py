"""What may be set for a workspace: each app names its settings here, with how each is checked. Writes nothing.

What a setting means, and what holds where it is not set, is known where it is asked.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.pydantic_words import fault_words

# Kept in two columns of the workspace.
QUIET_HOURS = "quiet_hours"
_SETTINGS: dict[str, TypeAdapter[Any]] = {}


def setting_register(key: str, kind: Any) -> None:
    """Makes a setting known; `kind` is the type that pydantic checks its values by."""
    _SETTINGS[key] = TypeAdapter(kind)


def settings_checked(changes: Mapping[str, Any], *, stored: Collection[str] = ()) -> dict[str, Any]:
    """The values as they are stored; null, which puts one back, stays null, also for an unknown one that is `stored`.

    Raises InvalidInput naming each fault by its place (`settings.frequency_cap[0].days`).
    """
    checked: dict[str, Any] = {}
    faults: list[FieldError] = []
    for key, value in changes.items():
        place = f"settings.{key[:64]}"
        if value is None and (key in _SETTINGS or key in stored):
            checked[key] = None
        elif key not in _SETTINGS:
            faults.append(FieldError(place, "unknown setting", "unknown"))
        else:
            try:
                checked[key] = _stored(key, value)
            except ValidationError as error:
                faults += [_fault(place, each) for each in error.errors(include_url=False)]
    if faults:
        raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
    return checked


def settings_of(workspace: Workspace) -> dict[str, Any]:
    """Every setting as it holds: null where it is not set, or was stored before anybody checked and can't be read."""
    stored = {**workspace.settings, QUIET_HOURS: workspace.quiet_hours}
    return {key: _readable(key, stored.get(key)) for key in _SETTINGS}


def _stored(key: str, value: Any) -> Any:
    adapter = _SETTINGS[key]
    return adapter.dump_python(adapter.validate_python(value), mode="json", exclude_none=True)


def _readable(key: str, value: Any) -> Any:
    try:
        return None if value is None else _stored(key, value)
    except ValidationError:
        return None


def _fault(place: str, fault: Any) -> FieldError:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    return FieldError(place + "".join(parts), fault_words(fault), fault["type"])
