"""Automatic reloads: once each, never over the day's cap, and charged by whoever the installation names."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from hmac import HMAC
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.concurrent import at_once
from tests.factories.workspaces import make_workspace
from workspaces import chargers
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import BalanceAccount, LedgerEntry, Workspace
from workspaces.services import Actor, reloading
from workspaces.services.balance import balance_open, balance_top_up, balances_reserve
from workspaces.services.reloading import balance_reload_set, balances_reload

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def set_reload(workspace: Workspace, below: Any = 5, amount: Any = 10, cap: Any = 25) -> BalanceAccount:
    given = [None if value is None else Decimal(value) for value in (below, amount, cap)]
    return balance_reload_set(
        workspace=workspace, actor=ACTOR, reload_below=given[0], reload_amount=given[1], reload_daily_cap=given[2]
    )


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace("reloader")
    balance_open(workspace=workspace, actor=ACTOR)
    return workspace


def spend(workspace: Workspace, left: str) -> None:
    """Puts all but this aside."""
    account = BalanceAccount.objects.in_workspace(workspace).get()
    balances_reserve({workspace.pk: account.balance - account.reserved - Decimal(left)})


def reloads(workspace: Workspace) -> list[tuple[str, Decimal]]:
    rows = LedgerEntry.objects.in_workspace(workspace).filter(kind="reload").order_by("pk")
    return list(rows.values_list("reference", "amount"))


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspaces.services.balance.database_now", lambda: NOON)


@pytest.mark.usefixtures("at_noon")
def test_a_low_balance_is_reloaded_up_to_the_cap_of_the_day(workspace: Workspace) -> None:
    set_reload(workspace)
    assert balances_reload(NOON) == 1
    assert balances_reload(NOON) == 0
    spend(workspace, "4.99")
    assert balances_reload(NOON) == 1
    spend(workspace, "0")
    assert balances_reload(NOON) == 0, "a third one would pass 25"
    assert reloads(workspace) == [("reload:2026-07-01:1", Decimal(10)), ("reload:2026-07-01:2", Decimal(10))]
    assert balances_reload(NOON + timedelta(days=1)) == 1
    assert reloads(workspace)[-1] == ("reload:2026-07-02:1", Decimal(10))


def test_the_day_is_that_of_the_workspace(workspace: Workspace) -> None:
    workspace.timezone = "Pacific/Auckland"
    workspace.save()
    set_reload(workspace)
    balances_reload(NOON)
    assert reloads(workspace) == [("reload:2026-07-02:1", Decimal(10))]


@pytest.mark.parametrize("left", ["5", "7"])
def test_enough_is_enough(workspace: Workspace, left: str) -> None:
    set_reload(workspace)
    balance_top_up(workspace=workspace, amount=Decimal(left), reference="p", actor=ACTOR)
    assert balances_reload(NOON) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [((5, 10, None), "reload_daily_cap"), ((0, 10, 20), "reload_below"), ((5, 10, 9), "reload_daily_cap")],
)
def test_half_of_a_setting_is_refused(workspace: Workspace, values: tuple[Any, ...], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: "):
        set_reload(workspace, *values)
    assert BalanceAccount.objects.in_workspace(workspace).get().reload_below is None


def test_it_can_be_switched_off_and_needs_a_balance(workspace: Workspace) -> None:
    set_reload(workspace)
    assert set_reload(workspace, None, None, None).reload_below is None
    assert balances_reload(NOON) == 0
    with pytest.raises(Conflict, match="no balance"):
        set_reload(make_workspace("free"))


@pytest.mark.usefixtures("at_noon")
def test_a_worker_that_died_after_the_charge_credits_it_once(
    workspace: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged: list[str] = []

    def charge(workspace: Workspace, amount: Decimal, reference: str) -> None:
        charged.append(reference)
        if len(charged) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(chargers, "credit", charge)
    set_reload(workspace)
    with pytest.raises(KeyboardInterrupt):
        balances_reload(NOON)
    assert balances_reload(NOON) == 1
    assert charged == ["reload:2026-07-01:1"] * 2
    assert reloads(workspace) == [("reload:2026-07-01:1", Decimal(10))]


class Billing(BaseHTTPRequestHandler):
    """Notes what it is asked and answers as it is told."""

    asked: list[tuple[dict[str, str], bytes]]
    status: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def billing(settings: Any) -> Iterator[type[Billing]]:
    handler = type("Handler", (Billing,), {"asked": [], "status": 204})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BALANCE_CHARGER = "workspaces.chargers.call_out"
    settings.BALANCE_CHARGER_URL = f"http://127.0.0.1:{server.server_port}/charge"
    settings.BALANCE_CHARGER_SECRET = "between-us"
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = []
    yield handler
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("at_noon")
def test_a_billing_service_is_asked_with_a_signature_and_a_key(workspace: Workspace, billing: type[Billing]) -> None:
    set_reload(workspace)
    assert balances_reload(NOON) == 1
    [(headers, body)] = billing.asked
    assert json.loads(body) == {
        "workspace": workspace.public_id,
        "amount": "10.000000",
        "currency": "EUR",
        "reference": "reload:2026-07-01:1",
    }
    assert headers["idempotency-key"] == f"{workspace.public_id}:reload:2026-07-01:1"
    assert headers["x-signature"] == "sha256=" + HMAC(b"between-us", body, sha256).hexdigest()


@pytest.mark.usefixtures("at_noon")
def test_a_billing_service_that_refuses_credits_nothing(workspace: Workspace, billing: type[Billing]) -> None:
    set_reload(workspace)
    billing.status = 402
    assert balances_reload(NOON) == 0
    assert reloads(workspace) == []
    billing.status = 200
    assert balances_reload(NOON) == 1
    assert len(billing.asked) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_credit_one_reload(workspace: Workspace) -> None:
    set_reload(workspace)
    at_once(balances_reload, balances_reload)
    assert len(reloads(workspace)) == 1


def test_a_reload_that_came_before_the_count_is_not_made_again(workspace: Workspace, monkeypatch: Any) -> None:
    set_reload(workspace)
    count = reloading._next_reference

    def late(account: BalanceAccount, now: datetime) -> str | None:
        monkeypatch.undo()
        assert balances_reload() == 1
        return count(account, now)

    monkeypatch.setattr(reloading, "_next_reference", late)
    assert balances_reload() == 0
    assert [reference[-2:] for reference, _ in reloads(workspace)] == [":1"]
