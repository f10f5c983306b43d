"""`segments` in the Workspace API: seed 000's spelling of rules, there and back, and what is wrong at its places."""

from typing import Any

import pytest

from contacts.api.workspace.segment_rules import rule_in, rule_out
from contacts.models import Contact, Segment
from contacts.segments import refresh
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

RULES: dict[str, Any] = {
    "operator": "AND",
    "conditions": [
        {"type": "tag", "operator": "has", "value": "vip"},
        {
            "operator": "OR",
            "not": True,
            "conditions": [{"type": "event", "field": "ordered", "operator": "did", "timeWindow": "7d"}],
        },
    ],
}
RULE = {
    "condition": "AND",
    "rules": [
        {"type": "tag", "operator": "has", "value": "vip"},
        {
            "condition": "OR",
            "not": True,
            "rules": [{"type": "event", "field": "ordered", "operator": "did", "window": "7d"}],
        },
    ],
}


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1], root="/api/workspaces/acme-corp")


def test_rules_are_translated_there_and_back() -> None:
    assert rule_in(RULES) == RULE
    assert rule_out(RULE) == RULES


@pytest.mark.parametrize("name", ["rules", "condition", "window"])
def test_names_of_ours_are_unknown_to_the_caller(name: str) -> None:
    leaf: dict[str, Any] = {"type": "tag", "operator": "has", "value": "vip"}
    rules = {"operator": "AND", "conditions": [leaf]}
    place = leaf if name == "window" else rules
    place[name] = "x"
    with pytest.raises(InvalidInput) as caught:
        rule_in(rules)
    path = "rules.conditions[0].window" if name == "window" else f"rules.{name}"
    assert (caught.value.details[0].field, caught.value.details[0].code) == (path, "unknown_field")


def test_a_segment_is_made_and_read_with_a_sample(api: Caller, acme: Workspace) -> None:
    contacts = make_contacts(acme, 12, tags=["vip"])
    answer = api.post("/segments", {"name": "Customers", "evaluation": "DYNAMIC", "rules": RULES})
    assert answer.status_code == 201, answer.content
    refresh.run(database_now(), 100)
    told = api.get(f"/segments/{answer.json()['id']}").json()
    newest = sorted(contacts, key=lambda contact: contact.pk, reverse=True)[:10]
    assert [each["id"] for each in told["sampleContacts"]] == [contact.public_id for contact in newest]
    assert (told["totalMembers"], told["evaluation"], told["kind"], told["rules"]) == (12, "DYNAMIC", "dynamic", RULES)
    assert told["rulesText"] == "tagged “vip” and not (did “ordered” within the last 7 days)"
    assert (told["freshness"]["state"], told["freshness"]["checkedEvery"], told["usedBy"]) == ("checked", 60.0, [])
    assert Segment.objects.in_workspace(acme).get().rule == RULE


def test_a_segment_is_changed_and_deleted(api: Caller, acme: Workspace) -> None:
    make_contact(acme, tags=["vip"])
    segment = make_segment(acme, RULE, name="Customers")
    refresh.run(database_now(), 100)
    address = f"/segments/{segment.public_id}"
    told = api.patch(address, {"name": "Kept", "evaluation": "STATIC"}).json()
    assert (told["name"], told["evaluation"], told["totalMembers"]) == ("Kept", "STATIC", 1)
    assert api.patch(address, {"evaluation": "STATIC", "name": " "}).status_code == 400
    user = make_segment(
        acme,
        {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}]},
        name="User",
    )
    refused = api.delete(address)
    assert (refused.status_code, "segment “User”" in refused.json()["message"]) == (409, True)
    user.delete()
    assert api.delete(address).json() == {"id": segment.public_id}
    assert Contact.objects.in_workspace(acme).count() == 1


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({**RULES, "operator": "XOR"}, "rules.operator"),
        ({"operator": "AND", "conditions": []}, "rules.conditions"),
        ({"operator": "AND", "conditions": [{"type": "moon"}]}, "rules.conditions[0].type"),
        (
            {"operator": "AND", "conditions": [{**RULES["conditions"][1]["conditions"][0], "timeWindow": "soon"}]},
            "rules.conditions[0].timeWindow",
        ),
    ],
)
def test_what_is_wrong_is_named_at_the_callers_place(
    api: Caller, acme: Workspace, rules: dict[str, Any], field: str
) -> None:
    refused = api.post("/segments", {"name": "A", "rules": rules})
    assert (refused.status_code, refused.json()["details"][0]["field"]) == (400, field)
    assert refused.json()["message"].startswith(f"{field}: ")
    assert Segment.objects.in_workspace(acme).count() == 0


def test_nesting_without_an_end_is_refused(api: Caller) -> None:
    rules: dict[str, Any] = {"type": "tag", "operator": "has", "value": "vip"}
    for _ in range(20):
        rules = {"operator": "AND", "conditions": [rules]}
    refused = api.post("/segments", {"name": "Deep", "rules": rules})
    assert (refused.status_code, "10 deep" in refused.json()["message"]) == (400, True)
