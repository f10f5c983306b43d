"""Contacts, saved views, score rules and attributes as the pages write them, in camelCase."""

from typing import Any

import pytest

from contacts.api.workspace import people_examples as examples
from contacts.models import AttributeDefinition, Contact, SavedView, ScoreRule
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, member_of, read, refusal_of
from workspaces.models import Role, Workspace


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return key_of(acme, "contacts:read", "contacts:write")


def fields_refused(answer: Any, status: int = 400) -> list[str]:
    assert answer.status_code == status, answer.content
    return [each["field"] for each in refusal_of(answer)["details"]]


class TestContacts:
    def test_one_is_made_changed_and_erased(self, api: Caller, acme: Workspace) -> None:
        made = api.post("/contacts", examples.BODY)
        assert (made.status_code, set(made.json())) == (201, set(examples.CONTACT))
        assert made.json() == {**made.json(), **examples.BODY}
        path = f"/contacts/{made.json()['id']}"
        again = api.post("/contacts", {"externalId": "customer-17", "firstName": "Augusta"})
        assert (again.status_code, again.json()["firstName"], again.json()["id"]) == (200, "Augusta", made.json()["id"])
        changed = api.patch(path, {"lastName": None, "attributes": {"plan": None}})
        assert (changed.json()["lastName"], changed.json()["attributes"]) == ("", {"visits": 12})
        assert read(api, path) == changed.json()
        assert read(api, f"{path}/score") == {"score": 0, "parts": [], "byHand": 0}
        assert api.delete(path).json() == {"id": made.json()["id"]}
        assert api.get(path).status_code == 404
        assert not Contact.objects.in_workspace(acme).exists()

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"firstName": "Ada"}, "email"),
            ({"email": "nonsense"}, "email"),
            ({"email": "a@example.com", "first_name": "Ada"}, "first_name"),
            ({"email": "a@example.com", "externalId": 7}, "externalId"),
            ({"email": "a@example.com", "attributes": {"no key!": 1}}, "attributes.no key!"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_made(
        self, api: Caller, acme: Workspace, body: dict[str, Any], field: str
    ) -> None:
        assert fields_refused(api.post("/contacts", body)) == [field]
        assert not Contact.objects.in_workspace(acme).exists()

    def test_many_are_answered_for_one_by_one(self, api: Caller, acme: Workspace) -> None:
        make_contact(acme, email="bob@example.com")
        items = [
            examples.BODY,
            {"email": "BOB@example.com", "firstName": "Bob"},
            {"first_name": "x"},
            7,
            {"email": "no"},
        ]
        answer = api.post("/contacts/bulk", {"contacts": items})
        assert answer.status_code == 200, answer.content
        told = answer.json()
        assert [row["outcome"] for row in told["contacts"]] == ["created", "updated", *["refused"] * 3]
        assert {name: told[name] for name in ("created", "updated", "unchanged", "refused")} == {
            "created": 1,
            "updated": 1,
            "unchanged": 0,
            "refused": 3,
        }
        assert [row["errors"][0]["field"] for row in told["contacts"][2:]] == ["first_name", "body", "email"]
        assert Contact.objects.in_workspace(acme).count() == 2
        assert fields_refused(api.post("/contacts/bulk", {"contacts": [{}] * 1_001})) == ["contacts"]


class TestSavedViews:
    def test_ones_own_and_everybodys(self, acme: Workspace, api: Caller) -> None:
        editor, other = member_of(acme, Role.EDITOR), member_of(acme, Role.VIEWER)
        own = editor.post("/savedViews", {"name": "Mine", "filter": {"tag": "vip"}})
        shared = editor.post("/savedViews", {"name": "Ours", "shared": True, "sort": "score"})
        assert (own.status_code, shared.status_code, set(own.json())) == (201, 201, set(examples.VIEW))
        assert [view["name"] for view in read(editor, "/savedViews")] == ["Ours", "Mine"]
        assert read(other, "/savedViews") == read(api, "/savedViews") == [shared.json()]
        assert other.get(f"/savedViews/{own.json()['id']}").status_code == 404
        assert other.post("/savedViews", {"name": "No"}).status_code == 403
        changed = editor.patch(f"/savedViews/{own.json()['id']}", {"columns": ["name", "score"], "sort": "oldest"})
        assert (changed.json()["columns"], changed.json()["filter"]) == (["name", "score"], {"tag": "vip"})
        assert fields_refused(api.post("/savedViews", {"name": "X", "filter": {"colour": "red"}})) == ["filter.colour"]
        assert api.post("/savedViews", {"name": "Ours"}).status_code == 409
        assert api.delete(f"/savedViews/{shared.json()['id']}").json() == {"id": shared.json()["id"]}
        assert SavedView.objects.in_workspace(acme).count() == 1


class TestScoreRules:
    def test_one_is_made_replaced_and_deleted(self, api: Caller, acme: Workspace) -> None:
        made = api.post("/scoreRules", examples.RULE_BODY)
        assert (made.status_code, set(made.json())) == (201, set(examples.RULE))
        path = f"/scoreRules/{made.json()['id']}"
        assert read(api, path) == made.json() == read(api, "/scoreRules")[0]
        replaced = api.put(
            path, {"name": "Silent", "kind": "inactivity", "points": -5, "periodDays": 30, "isActive": False}
        )
        assert (replaced.json()["periodDays"], replaced.json()["halfLifeDays"], replaced.json()["isActive"]) == (
            30,
            None,
            False,
        )
        assert fields_refused(api.put(path, {**examples.RULE_BODY, "periodDays": 3})) == ["periodDays"]
        assert fields_refused(api.post("/scoreRules", {"name": "X", "kind": "event", "points": 1})) == ["event"]
        assert api.post("/scoreRules", {**examples.RULE_BODY, "name": "Silent"}).status_code == 409
        assert api.delete(path).status_code == 200
        assert not ScoreRule.objects.in_workspace(acme).exists()


class TestAttributes:
    def test_one_is_defined_changed_and_forgotten(self, api: Caller, acme: Workspace) -> None:
        made = api.post("/attributes", {"key": "plan", "kind": "text"})
        assert (made.status_code, made.json()) == (
            201,
            {"key": "plan", "label": "", "kind": "text", "isIndexed": False, "indexState": "none"},
        )
        changed = api.patch("/attributes/plan", {"label": "Plan", "isIndexed": True})
        assert (changed.json()["label"], changed.json()["isIndexed"], changed.json()["indexState"]) == (
            "Plan",
            True,
            "waiting",
        )
        assert read(api, "/attributes/plan") == changed.json()
        assert api.post("/attributes", {"key": "plan", "kind": "text"}).status_code == 409
        assert fields_refused(api.post("/attributes", {"key": "email", "kind": "text"})) == ["key"]
        assert fields_refused(api.patch("/attributes/plan", {"is_indexed": True})) == ["is_indexed"]
        assert api.delete("/attributes/plan").json() == {"key": "plan"}
        assert api.get("/attributes/plan").status_code == 404
        assert not AttributeDefinition.objects.in_workspace(acme).exists()
