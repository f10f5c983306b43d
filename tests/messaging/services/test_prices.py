"""The price list: set, changed, removed, and refused."""

from decimal import Decimal
from typing import Any

import pytest

from messaging.models import Price
from messaging.selectors import prices_by_country
from messaging.services import price_remove, price_set
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def set_price(workspace: Workspace, amount: str = "0.0008", **fields: Any) -> Price:
    values = {"channel": "email", "message_type": "marketing", **fields}
    return price_set(workspace=workspace, amount=Decimal(amount), actor=SYSTEM, **values)


def lines(workspace: Workspace) -> list[tuple[str, str, str, Decimal]]:
    rows = Price.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("channel", "message_type", "country", "amount"))


def test_a_line_is_set_and_changed(workspace: Workspace) -> None:
    set_price(workspace)
    set_price(workspace, "0.001")
    set_price(workspace, "0.07", channel="sms", country="AT")
    assert lines(workspace) == [
        ("email", "marketing", "", Decimal("0.001")),
        ("sms", "marketing", "AT", Decimal("0.07")),
    ]
    assert prices_by_country(workspace) == {
        ("email", "marketing"): {"": Decimal("0.001")},
        ("sms", "marketing"): {"AT": Decimal("0.07")},
    }
    assert prices_by_country(make_workspace()) == {}
    noted = AuditEntry.objects.in_workspace(workspace).filter(action="price.set").count()
    assert noted == 3


def test_a_line_is_removed(workspace: Workspace) -> None:
    price_remove(price=set_price(workspace), actor=SYSTEM)
    assert lines(workspace) == []
    assert AuditEntry.objects.in_workspace(workspace).filter(action="price.removed").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "pigeon"),
        ("message_type", "urgent"),
        ("country", "at"),
        ("country", "AUT"),
        ("amount", "-0.01"),
        ("amount", "1000000"),
        ("amount", "0.0000001"),
        ("amount", "NaN"),
    ],
)
def test_what_is_wrong_is_refused_by_name(workspace: Workspace, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_price(workspace, **{field: value})
    assert [each.field for each in refused.value.details] == [field]
    assert lines(workspace) == []
