"""Exports of suppressed addresses: all of them, or those of a channel, a reason, or a beginning of the address."""

from collections.abc import Iterator, Sequence
from typing import Any

from contacts.exports.registry import Cell, ExportColumn, ExportKind, Filter, only, register
from messaging.models import Suppression, SuppressionReason
from messaging.selectors import suppressions_matching
from workspaces.channels import Channel
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

_COLUMNS = (
    ExportColumn("address", "Address"),
    ExportColumn("channel", "Channel"),
    ExportColumn("reason", "Reason"),
    ExportColumn("source", "Source"),
    ExportColumn("created_at", "Since"),
    ExportColumn("suppression_id", "Id", chosen=False),
)
_FETCHED = 2_000
_LONGEST = 254


@register
class SuppressionsExport(ExportKind):
    """Suppressed addresses, in the order in which they came. Such a file can be imported again as it is."""

    key, label = "suppressions", "Suppressed addresses"

    def checked(self, workspace: Workspace, filter: Filter) -> dict[str, Any]:
        only(filter, "channel", "reason", "address")
        for name, known in (("channel", Channel.values), ("reason", SuppressionReason.values)):
            if filter.get(name, known[0]) not in known:
                raise InvalidInput.of(f"filter.{name}", f"must be one of {', '.join(known)}")
        if not isinstance(filter.get("address", ""), str) or len(filter.get("address", "")) > _LONGEST:
            raise InvalidInput.of("filter.address", "must be the beginning of an address")
        return {name: value for name, value in filter.items() if value}

    def title(self, workspace: Workspace, filter: Filter) -> str:
        return "Suppressed addresses, filtered" if filter else "Suppressed addresses"

    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        return list(_COLUMNS)

    def count(self, workspace: Workspace, filter: Filter) -> int:
        return _matching(workspace, filter).count()

    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        for row in _matching(workspace, filter).order_by("pk").iterator(_FETCHED):
            yield [_cell(row, column) for column in columns]


def _matching(workspace: Workspace, filter: Filter) -> Any:
    return suppressions_matching(
        workspace,
        channel=filter.get("channel", ""),
        reason=filter.get("reason", ""),
        beginning=filter.get("address", ""),
    )


def _cell(row: Suppression, column: str) -> Cell:
    if column == "suppression_id":
        return str(row.public_id)
    if column == "created_at":
        return str(row.created_at.isoformat(timespec="seconds"))
    return str(getattr(row, column))
