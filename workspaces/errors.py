"""The errors that services raise. API families, pages and the admin translate them; nothing else is caught there."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field; `field` is a path such as `workflow.nodes[2].config.duration`."""

    field: str
    message: str
    code: str = "invalid"


def respelled(
    message: str, details: Iterable[FieldError], spell: Callable[[str], str]
) -> tuple[str, tuple[FieldError, ...]]:
    """A refusal's message and details with their fields named as a caller knows them, in both the same."""
    details = tuple(details)
    for field in {each.field for each in details}:
        message = re.sub(rf"(?:^|(?<=; )){re.escape(field)}(?=: )", spell(field).replace("\\", r"\\"), message)
    return message, tuple(replace(each, field=spell(each.field)) for each in details)


class DomainError(Exception):
    """A refusal that the caller can act on. Whatever raised it has written nothing."""

    code = "error"

    def __init__(self, message: str, details: Iterable[FieldError] = (), *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        if code is not None:
            self.code = code


class InvalidInput(DomainError):
    """What came from outside is not acceptable; `details` name every field that is wrong."""

    code = "validation_error"

    @classmethod
    def of(cls, field: str, message: str, code: str = "invalid") -> "InvalidInput":
        """The common case of one wrong field."""
        return cls(f"{field}: {message}", [FieldError(field, message, code)])


def refuse_unknown(field: str, named: Sequence[object], known: Collection[object], message: str) -> None:
    """Raises InvalidInput for each of the named that is not known, by its place: `contacts[2]`."""
    places = [f"{field}[{place}]" for place, each in enumerate(named) if each not in known]
    if places:
        raise InvalidInput(f"{places[0]}: {message}", [FieldError(place, message, "unknown") for place in places])


class NotFound(DomainError):
    """No such row in this workspace; says the same of rows that belong to another one."""

    code = "not_found"


class Conflict(DomainError):
    """The row's present state does not allow this; `allowed` lists what it does allow."""

    code = "conflict"

    def __init__(
        self, message: str, *, current_status: str = "", allowed: Iterable[str] = (), details: Iterable[FieldError] = ()
    ) -> None:
        super().__init__(message, details)
        self.current_status = current_status
        self.allowed = tuple(allowed)


class Stale(Conflict):
    """Somebody else changed the row since the caller read it."""

    code = "stale"


class PermissionRefused(DomainError):
    """The role or the key's scopes do not cover this."""

    code = "forbidden"
