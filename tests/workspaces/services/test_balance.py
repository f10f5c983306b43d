"""The balance and its ledger: what is paid in, put aside and taken always add up."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, BalanceAccount, LedgerEntry, Workspace
from workspaces.services import Actor
from workspaces.services.balance import (
    BalanceUsedUp,
    Capture,
    balance_adjust,
    balance_open,
    balance_require,
    balance_top_up,
    balances_lock,
    balances_reserve,
    balances_settle,
)

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace("payer")
    balance_open(workspace=workspace, actor=ACTOR)
    return workspace


def pay(workspace: Workspace, amount: str, reference: str = "p1") -> LedgerEntry:
    return balance_top_up(workspace=workspace, amount=Decimal(amount), reference=reference, actor=ACTOR)


def state(workspace: Workspace) -> tuple[Decimal, Decimal]:
    account = BalanceAccount.objects.in_workspace(workspace).get()
    return account.balance, account.reserved


def ledger(workspace: Workspace) -> list[tuple[str, Decimal, Decimal]]:
    rows = LedgerEntry.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("kind", "amount", "balance_after"))


def test_a_payment_is_credited_once(workspace: Workspace) -> None:
    first = pay(workspace, "10.50")
    assert pay(workspace, "10.50").pk == first.pk
    assert state(workspace) == (Decimal("10.5"), 0)
    assert ledger(workspace) == [("top_up", Decimal("10.5"), Decimal("10.5"))]
    with pytest.raises(Conflict, match="was credited with 10"):
        pay(workspace, "11")
    assert state(workspace) == (Decimal("10.5"), 0)
    actions = AuditEntry.objects.in_workspace(workspace).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["workspace.created", "balance.opened", "balance.topped_up"]


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "0.0000001", "1000000000"])
def test_impossible_amounts_are_refused(workspace: Workspace, amount: str) -> None:
    with pytest.raises(InvalidInput, match=r"^amount: "):
        pay(workspace, amount)
    assert ledger(workspace) == []


@pytest.mark.parametrize("reference", ["", "x" * 121])
def test_a_payment_needs_an_id(workspace: Workspace, reference: str) -> None:
    with pytest.raises(InvalidInput, match=r"^reference: "):
        pay(workspace, "1", reference)


def test_without_an_account_nothing_can_be_paid_in_and_nothing_is_asked() -> None:
    stranger = make_workspace("free")
    with pytest.raises(Conflict, match="no balance"):
        pay(stranger, "1")
    balance_require(stranger.pk)
    assert balances_lock([stranger.pk]) == {}


def test_reserving_capturing_and_releasing_add_up(workspace: Workspace) -> None:
    pay(workspace, "10")
    campaign, other = workspace.pk, make_workspace("other").pk
    assert balances_lock([workspace.pk]) == {workspace.pk: Decimal(10)}
    balances_reserve({workspace.pk: Decimal("4.2")})
    assert state(workspace) == (Decimal(10), Decimal("4.2"))
    captures = [
        Capture(workspace.pk, campaign, "sms", 2, Decimal("1.4")),
        Capture(workspace.pk, other, "sms", 1, Decimal("0.7")),
    ]
    balances_settle(captures, {workspace.pk: Decimal("3.5")})
    assert state(workspace) == (Decimal("7.9"), Decimal("0.7"))
    assert ledger(workspace)[1:] == [
        ("capture", Decimal("-1.4"), Decimal("8.6")),
        ("capture", Decimal("-0.7"), Decimal("7.9")),
    ]
    balances_settle([], {workspace.pk: Decimal("0.7")})
    assert state(workspace) == (Decimal("7.9"), 0)
    assert sum(amount for _, amount, _ in ledger(workspace)) == Decimal("7.9")


def test_more_than_there_is_cannot_be_put_aside(workspace: Workspace) -> None:
    pay(workspace, "1")
    with pytest.raises(IntegrityError, match="balance_covers_reserved"), transaction.atomic():
        balances_reserve({workspace.pk: Decimal("1.000001")})
    assert state(workspace) == (Decimal(1), 0)


def test_a_correction_leaves_what_is_reserved(workspace: Workspace) -> None:
    pay(workspace, "5")
    balances_reserve({workspace.pk: Decimal(3)})
    with pytest.raises(Conflict, match="Only 2"):
        balance_adjust(workspace=workspace, amount=Decimal("-2.01"), note="Refund", actor=ACTOR)
    with pytest.raises(InvalidInput, match=r"^note: "):
        balance_adjust(workspace=workspace, amount=Decimal(-2), note=" ", actor=ACTOR)
    balance_adjust(workspace=workspace, amount=Decimal(-2), note="Refund", actor=ACTOR)
    assert state(workspace) == (Decimal(3), Decimal(3))
    with pytest.raises(BalanceUsedUp):
        balance_require(workspace.pk)
