"""Money: paying in, putting aside what messages will cost, taking it once they are accepted. Never below zero.

A message's cost is reserved in the transaction that leases it, captured in the one that settles it as accepted, and
released by whatever finds out that it did not go out (DESIGN §7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import BalanceAccount, LedgerEntry, LedgerKind, Workspace
from workspaces.money import amount_text
from workspaces.services.audit import Actor, audit_record
from workspaces.sql import load

# The function is in migrations/0006_balance_settle.py.
_SETTLE = """
SELECT workspaces_balance_settle(
    %(workspaces)s::uuid[], %(sources)s::uuid[], %(channels)s::text[], %(messages)s::integer[], %(amounts)s::numeric[],
    %(accounts)s::uuid[], %(released)s::numeric[]
)
"""
MOST, PLACES = Decimal(1_000_000_000), 6


class BalanceUsedUp(Conflict):
    """Nothing can be spent: top up first."""

    code = "insufficient_balance"


@dataclass(frozen=True, slots=True)
class Capture:
    """What some accepted messages of one campaign and channel cost together."""

    workspace_id: UUID
    source_id: UUID
    channel: str
    messages: int
    amount: Decimal


@transaction.atomic
def balance_open(*, workspace: Workspace, actor: Actor) -> BalanceAccount:
    """From now on messages with a price are paid from a balance, which begins at zero. Twice is as good as once."""
    account, made = BalanceAccount.objects.in_workspace(workspace).get_or_create(workspace=workspace)
    if made:
        _audit(workspace, actor, "balance.opened", {})
    return account


@transaction.atomic
def balance_top_up(
    *,
    workspace: Workspace,
    amount: Decimal,
    reference: str,
    actor: Actor,
    kind: str = LedgerKind.TOP_UP,
    note: str = "",
) -> LedgerEntry:
    """Pays in. A reference that was credited before is answered with its entry; nothing is written then.

    Raises InvalidInput for the amount or an empty reference, Conflict where the reference was credited with another
    amount, or the workspace has no account.
    """
    _check(amount, least=Decimal(0))
    if not reference or len(reference) > 120:
        raise InvalidInput.of("reference", "must have 1 to 120 characters: the payment's own id")
    account = _locked(workspace)
    known = LedgerEntry.objects.in_workspace(workspace).filter(reference=reference).first()
    if known is not None:
        if known.amount != amount:
            raise Conflict(f"The payment {reference} was credited with {amount_text(known.amount)} before.")
        return known
    entry = _move(account, amount, kind, database_now(), reference=reference, note=note)
    _audit(workspace, actor, "balance.topped_up", {"amount": f"{amount:f}", "kind": kind, "reference": reference})
    return entry


@transaction.atomic
def balance_adjust(*, workspace: Workspace, amount: Decimal, note: str, actor: Actor) -> LedgerEntry:
    """Corrects the balance, up or down, but not below what is reserved. Raises InvalidInput, Conflict."""
    _check(amount, least=-MOST)
    if not note.strip():
        raise InvalidInput.of("note", "must say why", "required")
    account = _locked(workspace)
    if account.balance + amount < account.reserved:
        room = amount_text(account.balance - account.reserved)
        raise Conflict(f"Only {room} can be taken: the rest is reserved.")
    entry = _move(account, amount, LedgerKind.ADJUSTMENT, database_now(), note=note.strip()[:300])
    _audit(workspace, actor, "balance.adjusted", {"amount": f"{amount:f}", "note": entry.note})
    return entry


def balance_require(workspace_id: UUID) -> None:
    """Raises BalanceUsedUp where the workspace pays from a balance and nothing of it can be spent."""
    account = BalanceAccount.objects.in_workspace(workspace_id).first()
    if account is not None and account.balance <= account.reserved:
        raise BalanceUsedUp("The balance is used up: top it up first.")


def balances_lock(workspace_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What each of those workspaces that have an account can spend, locked until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(load("workspaces", "balance_lock"), {"workspaces": list(workspace_ids)})
        return dict(cursor.fetchall())


def balances_reserve(amounts: Mapping[UUID, Decimal]) -> None:
    """Puts these amounts aside, in the transaction that has locked the balances and found them to suffice."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("workspaces", "balance_reserve"), {"workspaces": list(amounts), "amounts": list(amounts.values())}
        )


def balances_settle(captures: Sequence[Capture], released: Mapping[UUID, Decimal]) -> None:
    """Takes what accepted messages cost and gives back the rest of `released`, all that is reserved no longer.

    In the transaction that settles the messages.
    """
    if not released:
        return
    params: dict[str, Any] = {
        "workspaces": [capture.workspace_id for capture in captures],
        "sources": [capture.source_id for capture in captures],
        "channels": [capture.channel for capture in captures],
        "messages": [capture.messages for capture in captures],
        "amounts": [capture.amount for capture in captures],
        "accounts": list(released),
        "released": list(released.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, params)


def _locked(workspace: Workspace) -> BalanceAccount:
    account = BalanceAccount.objects.in_workspace(workspace).select_for_update().first()
    if account is None:
        raise Conflict("The workspace has no balance: messages cost it nothing.")
    return account


def _move(
    account: BalanceAccount, amount: Decimal, kind: str, now: datetime, *, reference: str = "", note: str = ""
) -> LedgerEntry:
    account.balance += amount
    account.save(update_fields=["balance", "updated_at"])
    return LedgerEntry.objects.create(
        workspace_id=account.workspace_id,
        kind=kind,
        amount=amount,
        balance_after=account.balance,
        reference=reference,
        note=note,
        created_at=now,
    )


def amount_problem(amount: Decimal, *, least: Decimal) -> str:
    """What is wrong with an amount of money that may be nothing below `least`; empty where nothing is."""
    if not amount.is_finite() or amount == 0 or not least <= amount < MOST:
        return f"must be {'more than 0 and ' if least == 0 else 'not 0, '}less than {MOST:,}"
    return f"has more than {PLACES} decimal places" if amount != round(amount, PLACES) else ""


def _check(amount: Decimal, *, least: Decimal) -> None:
    if problem := amount_problem(amount, least=least):
        raise InvalidInput.of("amount", problem)


def _audit(workspace: Workspace, actor: Actor, action: str, data: Mapping[str, Any]) -> None:
    audit_record(
        workspace=workspace,
        actor=actor,
        action=action,
        target_type="workspace",
        target_id=workspace.public_id,
        data=data,
    )
