"""What can be exported: one class per kind, registered by its key."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workspaces.errors import InvalidInput
from workspaces.models import Workspace

# What stands in a cell; texts are neutralised by the writers, numbers stay numbers.
Cell = str | int | float | None
Filter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column that may be chosen: its key, which is also its header in the file, and its name for people."""

    key: str
    label: str
    chosen: bool = True


class ExportKind(ABC):
    """One kind of export. Filters and columns come from outside; `checked` refuses what is wrong by name."""

    key: ClassVar[str]
    label: ClassVar[str]

    @abstractmethod
    def checked(self, workspace: Workspace, filter: Filter) -> dict[str, Any]:
        """The filter as it is stored. Raises InvalidInput naming what is wrong, or NotFound."""

    @abstractmethod
    def title(self, workspace: Workspace, filter: Filter) -> str:
        """What such an export is called, of a checked filter."""

    @abstractmethod
    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        """Every column that can be chosen, in the order of the file."""

    @abstractmethod
    def count(self, workspace: Workspace, filter: Filter) -> int:
        """How many rows there are now."""

    @abstractmethod
    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        """The rows with these columns, in bounded memory however many there are."""


_kinds: dict[str, ExportKind] = {}


def register(kind: type[ExportKind]) -> type[ExportKind]:
    """Class decorator: adds a kind."""
    if kind.key in _kinds:
        raise ValueError(f"the export kind {kind.key} is there already")
    _kinds[kind.key] = kind()
    return kind


def kind_of(key: str) -> ExportKind:
    """The kind with this key. Raises InvalidInput."""
    if key not in _kinds:
        raise InvalidInput.of("kind", f"must be one of {', '.join(sorted(_kinds))}")
    return _kinds[key]


def all_kinds() -> list[ExportKind]:
    """Every kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def only(filter: Filter, *names: str) -> None:
    """Raises InvalidInput for a name in the filter that its kind does not know."""
    for name in filter:
        if name not in names:
            raise InvalidInput.of(f"filter.{str(name)[:40]}", "unknown field", "unknown")
