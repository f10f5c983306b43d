"""`/api/v1/tenant/balance` and its ledger."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Scope, Workspace
from workspaces.services import Actor
from workspaces.services.balance import Capture, balance_open, balance_top_up, balances_reserve, balances_settle
from workspaces.services.reloading import balance_reload_set

pytestmark = pytest.mark.django_db
PATH = "/api/v1/tenant/balance"
ACTOR = Actor.system("test")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("payer")


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return Client(headers={"x-api-key": make_api_key(workspace, Scope.WORKSPACE_READ)[1]})


def test_without_an_account_nothing_is_prepaid(client: Client) -> None:
    assert client.get(PATH).json()["data"] == {
        "currency": "EUR",
        "is_prepaid": False,
        "balance": "0.000000",
        "reserved": "0.000000",
        "available": "0.000000",
        "reload": None,
    }


def test_the_balance_and_its_movements(workspace: Workspace, client: Client) -> None:
    balance_open(workspace=workspace, actor=ACTOR)
    balance_reload_set(
        workspace=workspace,
        actor=ACTOR,
        reload_below=Decimal(5),
        reload_amount=Decimal(10),
        reload_daily_cap=Decimal(20),
    )
    balance_top_up(workspace=workspace, amount=Decimal(9), reference="p1", actor=ACTOR)
    balances_reserve({workspace.pk: Decimal(2)})
    balances_settle([Capture(workspace.pk, workspace.pk, "sms", 3, Decimal("1.5"))], {workspace.pk: Decimal("1.5")})
    data = client.get(PATH).json()["data"]
    assert (data["balance"], data["reserved"], data["available"]) == ("7.500000", "0.500000", "7.000000")
    assert data["reload"] == {"below": "5.000000", "amount": "10.000000", "daily_cap": "20.000000"}
    first = client.get(f"{PATH}/ledger?limit=1").json()
    [capture] = first["data"]
    assert capture["id"].startswith("led_")
    assert (capture["kind"], capture["amount"], capture["messages"], capture["channel"]) == (
        "capture",
        "-1.500000",
        3,
        "sms",
    )
    assert capture["campaign_id"].startswith("cmp_")
    assert first["pagination"]["has_more"] is True
    second = client.get(f"{PATH}/ledger?limit=1&cursor={first['pagination']['next_cursor']}").json()
    assert [row["reference"] for row in second["data"]] == ["p1"]
    assert second["pagination"]["next_cursor"] is None


@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "limit=201", "sort=amount"])
def test_bad_queries_name_their_field(client: Client, query: str) -> None:
    answer = client.get(f"{PATH}/ledger?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["details"][0]["field"] == query.partition("=")[0]


def test_a_key_needs_the_scope(workspace: Workspace) -> None:
    client = Client(headers={"x-api-key": make_api_key(workspace, Scope.CONTACTS_READ)[1]})
    assert client.get(PATH).status_code == 403
    assert client.get(f"{PATH}/ledger").status_code == 403
