"""Reads of balances and their ledger."""

from django.db.models import QuerySet

from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row
from workspaces.models import BalanceAccount, LedgerEntry, Workspace

MAX_LIMIT = 200


def balance_of(workspace: Workspace) -> BalanceAccount | None:
    """The workspace's account; None where its messages cost nothing."""
    account: BalanceAccount | None = BalanceAccount.objects.in_workspace(workspace).first()
    return account


def ledger_entries(workspace: Workspace) -> QuerySet[LedgerEntry]:
    """Every movement, the newest first."""
    rows: QuerySet[LedgerEntry] = LedgerEntry.objects.in_workspace(workspace)
    return rows.order_by("-id")


def ledger_page(workspace: Workspace, *, limit: int, cursor: str = "") -> tuple[list[LedgerEntry], str]:
    """Up to `limit` movements behind the cursor, the newest first, and the next page's cursor; "" on the last page.

    Raises InvalidInput for a cursor that no page has given.
    """
    rows = ledger_entries(workspace)
    if cursor:
        try:
            rows = rows.filter(id__lt=decode_row(LedgerEntry.ID_PREFIX, cursor))
        except InvalidId as error:
            raise InvalidInput.of("cursor", "is not one that a page has given") from error
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].public_id if len(found) > limit else ""
