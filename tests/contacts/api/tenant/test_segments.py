"""`/segments`: made, read, changed, deleted, frozen, copied, filled by hand; counted before they are made."""

from typing import Any

import pytest

from campaigns.models import Campaign
from contacts.api.tenant import segment_examples as examples
from contacts.models import Contact, Segment
from contacts.segments import refresh
from contacts.selectors import segment_members
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

RULE = examples.RULE


def refreshed() -> None:
    refresh.run(database_now(), 100)


def made(api: Caller, body: dict[str, Any] = examples.CREATE) -> dict[str, Any]:
    answer = api.post("/segments", body)
    assert answer.status_code == 201, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


@pytest.fixture
def vip(acme: Workspace) -> Contact:
    return make_contact(
        acme, email="ada@example.com", external_id="customer-17", first_name="Ada", last_name="Lovelace", tags=["vip"]
    )


class TestOne:
    def test_is_made_filled_and_read(self, api: Caller, acme: Workspace, vip: Contact) -> None:
        data = made(api)
        assert data["freshness"] == {"state": "filling", "as_of": None, "checked_every": None, "percent": 0}
        refreshed()
        segment = Segment.objects.in_workspace(acme).get()
        Campaign.objects.create(workspace=acme, name="Welcome series", audience=segment)
        told = api.get(f"/segments/{segment.public_id}").json()["data"]
        example = examples.DETAIL["data"]
        assert list(told) == list(example)
        same = ("name", "kind", "rule", "rule_text", "member_count")
        assert {name: told[name] for name in same} == {name: example[name] for name in same}
        assert told["freshness"]["state"] == "following"
        assert [(use["kind"], use["name"]) for use in told["used_by"]] == [("campaign", "Welcome series")]

    def test_is_static_and_filled_once(self, api: Caller, vip: Contact) -> None:
        data = made(api, examples.CREATE_STATIC)
        refreshed()
        told = api.get(f"/segments/{data['id']}").json()["data"]
        assert (told["kind"], told["member_count"], told["freshness"]["state"]) == ("static", 1, "frozen")

    def test_is_renamed_converted_and_ruled_anew(self, api: Caller, vip: Contact) -> None:
        address = f"/segments/{made(api)['id']}"
        refreshed()
        assert api.patch(address, examples.CHANGE).json()["data"]["name"] == "Very important"
        static = api.patch(address, {"kind": "static", "name": "Kept"}).json()["data"]
        assert (static["kind"], static["name"], static["member_count"]) == ("static", "Kept", 1)
        refused = api.patch(address, {"rule": RULE})
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (400, "rule")
        other = {"condition": "AND", "rules": [{"type": "score", "operator": ">", "value": 5}]}
        told = api.patch(address, {"kind": "dynamic", "rule": other}).json()["data"]
        assert (told["kind"], told["rule"], told["freshness"]["state"]) == ("dynamic", other, "filling")

    def test_is_deleted_unless_it_is_in_use(self, api: Caller, acme: Workspace) -> None:
        data = made(api)
        segment = Segment.objects.in_workspace(acme).get()
        campaign = Campaign.objects.create(workspace=acme, name="Spring", audience=segment)
        refused = api.delete(f"/segments/{data['id']}")
        assert refused.status_code == 409
        assert "campaign “Spring”" in error_of(refused)["message"]
        campaign.delete()
        assert api.delete(f"/segments/{data['id']}").json()["data"] == {"id": data["id"], "deleted": True}
        assert Segment.objects.in_workspace(acme).count() == 0

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"rule": RULE}, "name"),
            ({"name": "A"}, "rule"),
            ({"name": "A", "rule": {"condition": "AND", "rules": [{"type": "moon"}]}}, "rule.rules[0].type"),
            ({"name": "A", "rule": RULE, "kind": "fluid"}, "kind"),
            ({"name": "A", "rule": RULE, "colour": "red"}, "colour"),
        ],
    )
    def test_says_what_is_wrong(self, api: Caller, acme: Workspace, body: dict[str, Any], field: str) -> None:
        refused = api.post("/segments", body)
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (400, field)
        assert Segment.objects.in_workspace(acme).count() == 0

    def test_has_a_name_of_its_own(self, api: Caller) -> None:
        made(api)
        assert api.post("/segments", examples.CREATE).status_code == 409


class TestMany:
    def test_are_listed_by_name_searched_and_paged(self, api: Caller, acme: Workspace) -> None:
        for name in ("Beta", "Alpha", "Gamma"):
            make_segment(acme, RULE, name=name)
        make_segment(acme, name="Picked")
        first = api.get("/segments?limit=2").json()
        assert [row["name"] for row in first["data"]] == ["Alpha", "Beta"]
        assert first["pagination"] == {"total": 4, "limit": 2, "offset": 0, "has_more": True}
        assert [row["name"] for row in api.get("/segments?kind=static").json()["data"]] == ["Picked"]
        assert [row["name"] for row in api.get("/segments?search=amm").json()["data"]] == ["Gamma"]
        assert api.get("/segments?sort=name").status_code == 400


class TestRules:
    def test_are_counted_and_previewed(self, api: Caller, acme: Workspace, vip: Contact) -> None:
        make_contact(acme)
        assert api.post("/segments/estimate", examples.RULE_BODY).json() == examples.ESTIMATE
        told = api.post("/segments/preview", examples.RULE_BODY).json()
        told["data"]["sample"][0]["id"] = examples.PREVIEW["data"]["sample"][0]["id"]
        assert told == examples.PREVIEW
        assert Segment.objects.in_workspace(acme).count() == 0

    def test_say_what_is_wrong(self, api: Caller) -> None:
        for path in ("estimate", "preview"):
            refused = api.post(f"/segments/{path}", {"rule": {**RULE, "condition": "XOR"}})
            assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (400, "rule.condition")


class TestCopies:
    @pytest.mark.parametrize(
        ("verb", "name", "kind"), [("freeze", "frozen", "static"), ("duplicate", "copy", "dynamic")]
    )
    def test_are_segments(self, api: Caller, verb: str, name: str, kind: str) -> None:
        address = f"/segments/{made(api)['id']}/{verb}"
        first = api.post(address)
        assert first.status_code == 201, first.content
        assert (first.json()["data"]["name"], first.json()["data"]["kind"]) == (f"VIPs ({name})", kind)
        assert api.post(address, examples.COPY).json()["data"]["name"] == examples.COPY["name"]
        assert api.post(address, examples.COPY).status_code == 409


class TestMembers:
    def test_come_and_go_by_hand(self, api: Caller, acme: Workspace, vip: Contact) -> None:
        theirs = make_contact(make_workspace(), email="eve@example.com")
        segment = make_segment(acme)
        address = f"/segments/{segment.public_id}/members"
        told = api.post(address, examples.MEMBERS_CHANGE).json()
        told["data"]["contacts"][0]["id"] = examples.MEMBERS_CHANGED["data"]["contacts"][0]["id"]
        assert told == examples.MEMBERS_CHANGED
        assert list(segment_members(segment=segment)) == [vip]
        gone = api.post(address, {"remove": [vip.public_id, theirs.public_id]}).json()["data"]
        assert (gone["removed"], gone["unknown"]) == (1, 1)
        assert list(segment_members(segment=segment)) == []

    def test_of_a_dynamic_segment_follow_its_rule(self, api: Caller, vip: Contact) -> None:
        refused = api.post(f"/segments/{made(api)['id']}/members", {"add": [vip.public_id]})
        assert (refused.status_code, error_of(refused)["code"]) == (409, "RESOURCE_CONFLICT")

    @pytest.mark.parametrize("body", [{}, {"add": []}, {"add": ["a"] * 1001}, {"add": [5]}])
    def test_are_some_and_not_too_many(self, api: Caller, acme: Workspace, body: dict[str, Any]) -> None:
        assert api.post(f"/segments/{make_segment(acme).public_id}/members", body).status_code == 400

    def test_are_read_on_with_a_cursor(self, api: Caller, acme: Workspace) -> None:
        contacts = [make_contact(acme) for _ in range(3)]
        segment = make_segment(acme)
        address = f"/segments/{segment.public_id}/members"
        api.post(address, {"add": [contact.public_id for contact in contacts]})
        first = api.get(f"{address}?limit=2").json()
        assert [row["id"] for row in first["data"]] == [contacts[2].public_id, contacts[1].public_id]
        assert first["pagination"] == {
            "total": 3,
            "limit": 2,
            "offset": 0,
            "has_more": True,
            "next_cursor": contacts[1].public_id,
        }
        second = api.get(f"{address}?limit=2&cursor={first['pagination']['next_cursor']}").json()
        assert [row["id"] for row in second["data"]] == [contacts[0].public_id]
        assert second["pagination"]["next_cursor"] is None
        assert api.get(f"{address}?cursor=moon").status_code == 400
