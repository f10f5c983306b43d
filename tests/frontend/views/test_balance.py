"""The page of prices and balance: everybody looks, the installation's staff enters payments."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from messaging.models import Price
from tests.factories.campaigns import make_campaign
from tests.frontend.conftest import SignIn
from workspaces.models import BalanceAccount, LedgerEntry, Role, User, Workspace
from workspaces.services import Actor
from workspaces.services.balance import Capture, balance_open, balance_top_up, balances_reserve, balances_settle

pytestmark = pytest.mark.django_db
PATH, DO = "/w/acme/balance/", "/w/acme/balance/do/"
ACTOR = Actor.system("test")


@pytest.fixture
def owner(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.OWNER)


@pytest.fixture
def keeper(owner: Client) -> Client:
    """An owner who runs the installation."""
    User.objects.filter(pk=owner.session["_auth_user_id"]).update(is_staff=True)
    return owner


@pytest.fixture
def account(workspace: Workspace) -> BalanceAccount:
    return balance_open(workspace=workspace, actor=ACTOR)


def text(answer: Any) -> str:
    return answer.content.decode()


def stored(workspace: Workspace) -> BalanceAccount:
    return BalanceAccount.objects.in_workspace(workspace).get()


def test_without_a_balance_it_says_so_and_staff_begins_one(workspace: Workspace, keeper: Client) -> None:
    shown = text(keeper.get(PATH))
    assert "No prepaid balance" in shown
    assert keeper.post(DO, {"action": "open"}).status_code == 302
    assert stored(workspace).balance == 0
    assert "Nothing was paid in yet" in text(keeper.get(PATH))


def test_an_owner_who_is_no_staff_enters_nothing(workspace: Workspace, owner: Client, account: Any) -> None:
    assert "Enter a payment" not in text(owner.get(PATH))
    form = {"action": "pay", "amount": "10", "reference": "p1"}
    assert owner.post(DO, form).status_code == 403
    assert stored(workspace).balance == 0


def test_an_installation_can_trust_its_owners(
    workspace: Workspace, owner: Client, editor: Client, account: Any, settings: Any
) -> None:
    settings.BALANCE_SELF_SERVICE = True
    form = {"action": "pay", "amount": "10,50", "reference": "p1"}
    assert editor.post(DO, form).status_code == 403
    answer = owner.post(DO, form, follow=True)
    assert "10.5 EUR paid in" in text(answer)
    assert stored(workspace).balance == Decimal("10.5")
    assert "+10.50" in text(answer)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"action": "pay", "amount": "", "reference": "p"}, "Must be an amount such as 12.50."),
        ({"action": "pay", "amount": "-1", "reference": "p"}, "Must be more than 0"),
        ({"action": "pay", "amount": "5", "reference": ""}, "Must have 1 to 120 characters"),
        ({"action": "correct", "amount": "5", "note": ""}, "Must say why"),
        ({"action": "correct", "amount": "-5", "note": "x"}, "Only 0 can be taken"),
        ({"action": "reload", "reload_below": "5"}, "Must be given with the other two"),
        ({"action": "price", "channel": "fax", "message_type": "marketing", "amount": "1"}, ""),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    workspace: Workspace, keeper: Client, account: Any, form: dict[str, str], words: str
) -> None:
    answer = keeper.post(DO, form)
    assert answer.status_code == 200
    assert words in text(answer)
    assert LedgerEntry.objects.in_workspace(workspace).count() == 0
    assert Price.objects.in_workspace(workspace).count() == 0
    assert stored(workspace).reload_below is None


def test_movements_name_their_campaign(workspace: Workspace, keeper: Client, account: Any) -> None:
    campaign = make_campaign(workspace, name="Autumn sale")
    balance_top_up(workspace=workspace, amount=Decimal(10), reference="invoice 7", actor=ACTOR)
    balances_reserve({workspace.pk: Decimal(3)})
    balances_settle([Capture(workspace.pk, campaign.pk, "sms", 4, Decimal("0.28"))], {workspace.pk: Decimal("0.28")})
    shown = text(keeper.get(PATH))
    for words in ("Messages sent: 4 SMS", "Autumn sale", "-0.28", "invoice 7", "7.00", "2.72"):
        assert words in shown


def test_reloads_and_prices_are_set_and_taken_back(workspace: Workspace, keeper: Client, account: Any) -> None:
    reload = {"reload_below": "5", "reload_amount": "10", "reload_daily_cap": "30"}
    assert keeper.post(DO, {"action": "reload", **reload}).status_code == 302
    assert stored(workspace).reload_daily_cap == 30
    assert 'value="30"' in text(keeper.get(PATH))
    keeper.post(DO, {"action": "reload"})
    assert stored(workspace).reload_below is None
    price = {"action": "price", "channel": "sms", "message_type": "marketing", "country": "at", "amount": "0.07"}
    assert keeper.post(DO, price).status_code == 302
    line = Price.objects.in_workspace(workspace).get()
    assert (line.country, line.amount) == ("AT", Decimal("0.07"))
    assert "0.07" in text(keeper.get(PATH))
    keeper.post(DO, {"action": "remove_price", "price": str(line.pk)})
    assert Price.objects.in_workspace(workspace).count() == 0
    assert keeper.post(DO, {"action": "remove_price", "price": "x"}).status_code == 404
    assert keeper.post(DO, {"action": "nonsense"}).status_code == 404
