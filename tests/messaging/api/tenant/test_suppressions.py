"""GET, POST and DELETE /suppressions."""

import pytest

from messaging.models import Suppression
from tests.campaigns.api.client import Caller, error_of
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import AuditEntry, Workspace

SLUG = "?workspace=acme-corp"


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme) -> Caller:
    return Caller(make_api_key(acme)[1])


def stored(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    rows = Suppression.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("channel", "address", "reason", "source"))


def add(api: Caller, *addresses: str, **more: str) -> dict:
    return api.post("/suppressions", {"addresses": list(addresses), **more}).json()["data"]


def test_each_address_gets_its_answer(api, acme):
    add(api, "bo@example.com", reason="complaint")
    answer = add(api, " Ada@Example.com", "nonsense", "BO@example.com", "ada@example.com", "", source="our old list")
    assert answer == {
        "added": 1,
        "addresses": [
            {"address": "ada@example.com", "outcome": "added", "problem": ""},
            {"address": "nonsense", "outcome": "invalid", "problem": "is not a valid e-mail address"},
            {"address": "bo@example.com", "outcome": "present", "problem": ""},
            {"address": "ada@example.com", "outcome": "present", "problem": ""},
            {"address": "", "outcome": "invalid", "problem": "is not a valid e-mail address"},
        ],
    }
    assert stored(acme) == [
        ("email", "bo@example.com", "complaint", ""),
        ("email", "ada@example.com", "manual", "our old list"),
    ]


def test_addresses_of_other_channels_are_stored_as_delivery_compares_them(api, acme):
    answer = add(api, "+431234567", "Token-ABC", "x" * 300, channel="push")
    assert [row["outcome"] for row in answer["addresses"]] == ["added", "added", "invalid"]
    assert [row[:2] for row in stored(acme)] == [("push", "+431234567"), ("push", "token-abc")]


def test_what_is_no_such_thing_is_refused_and_nothing_is_added(api, acme):
    for wrong in ({"reason": "whim"}, {"channel": "pigeon"}, {"addresses": []}, {"addresses": ["a@b.co"] * 1_001}):
        refused = api.post("/suppressions", {"addresses": ["ada@example.com"], **wrong})
        assert (refused.status_code, [each["field"].partition("[")[0] for each in error_of(refused)["details"]]) == (
            400,
            list(wrong),
        )
    assert stored(acme) == []


def test_the_list_is_read_on_newest_first(api):
    add(api, *(f"{number}@example.com" for number in "123"))
    page = api.get(f"/suppressions{SLUG}&limit=2").json()
    assert [row["address"] for row in page["data"]] == ["3@example.com", "2@example.com"]
    assert (page["pagination"]["has_more"], page["pagination"]["total"]) == (True, None)
    rest = api.get(f"/suppressions{SLUG}&limit=2&cursor={page['pagination']['next_cursor']}").json()
    assert [row["address"] for row in rest["data"]] == ["1@example.com"]
    assert rest["pagination"]["next_cursor"] is None
    assert api.get(f"/suppressions{SLUG}&cursor=nonsense").status_code == 400


def test_the_list_is_narrowed(api):
    add(api, "ada@example.com", reason="complaint")
    add(api, "bo@example.com")
    add(api, "+431234567", channel="sms")

    def found(query: str) -> list[str]:
        return [row["address"] for row in api.get(f"/suppressions{SLUG}&{query}").json()["data"]]

    assert found("reason=complaint") == ["ada@example.com"]
    assert found("channel=sms") == ["+431234567"]
    assert found("address=BO@Example.com") == ["bo@example.com"]
    assert found("address=bo@example.com&channel=sms") == []


def test_an_address_is_taken_back(api, acme):
    add(api, "ada@example.com")
    row = api.get(f"/suppressions{SLUG}").json()["data"][0]
    gone = api.delete(f"/suppressions/{row['id']}")
    assert gone.json() == {"success": True, "data": {"id": row["id"], "deleted": True}}
    assert stored(acme) == []
    assert api.delete(f"/suppressions/{row['id']}").status_code == 404
    actions = AuditEntry.objects.in_workspace(acme).order_by("pk").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("suppression")] == [
        "suppression.added",
        "suppression.removed",
    ]


def test_many_cost_the_same_statements(api, acme, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        assert add(api, *(f"{number}@example.com" for number in range(1_000)))["added"] == 1_000
