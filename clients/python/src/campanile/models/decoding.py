"""Makes models of JSON. What a newer server adds is passed over; what is missing or of another kind is named."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from campanile.errors import CampanileError

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Wire:
    """What a field is called in JSON, where it is called otherwise: `id: Annotated[str, Wire("_id")]`."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Tagged:
    """What remembers, when it was read by itself or just changed, the state that it was in: its `etag`.

    Give it to a change as `base`, and the change is refused (412) where somebody else was first. None in lists.
    """

    etag: str | None = dataclasses.field(default=None, kw_only=True, compare=False, repr=False)


def decode(kind: type[T], value: Any) -> T:
    """The value as a `kind`. Raises CampanileError where the answer is not what this version understands."""
    return cast(T, _value(kind, value, kind.__name__))


@cache
def _fields(kind: type) -> tuple[tuple[str, str, Any, bool], ...]:
    """Of each field: its name, its name in JSON, its type, and whether it may be left out."""
    hints = get_type_hints(kind, include_extras=True)
    found = []
    for each in dataclasses.fields(kind):
        hint, key = hints[each.name], each.name
        if get_origin(hint) is Annotated:
            hint, key = hint.__origin__, hint.__metadata__[0].name
        found.append((each.name, key, hint, each.default is not dataclasses.MISSING))
    return tuple(found)


def _value(kind: Any, value: Any, place: str) -> Any:
    if kind is Any:
        return value
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        inner = next(each for each in arguments if each is not types.NoneType)
        return _value(inner, value, place)
    if origin is tuple:
        rows = _expected(list, value, place)
        return tuple(_value(arguments[0], row, f"{place}[{index}]") for index, row in enumerate(rows))
    if origin is dict:
        named = _expected(dict, value, place)
        return {name: _value(arguments[1], each, f"{place}.{name}") for name, each in named.items()}
    if dataclasses.is_dataclass(kind):
        return _model(cast(type, kind), _expected(dict, value, place), place)
    if kind is datetime:
        return _moment(_expected(str, value, place), place)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _expected(kind, value, place)


def _model(kind: type, value: Mapping[str, Any], place: str) -> Any:
    made = {}
    for name, key, hint, optional in _fields(kind):
        if key in value:
            made[name] = _value(hint, value[key], f"{place}.{key}")
        elif not optional:
            raise CampanileError(f"The server's answer lacks {place}.{key}.")
    return kind(**made)


def _moment(text: str, place: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise CampanileError(f"The server's answer has no moment at {place}.") from None


def _expected(kind: type[T], value: Any, place: str) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise CampanileError(f"The server's answer has no {kind.__name__} at {place}.")
    return value
