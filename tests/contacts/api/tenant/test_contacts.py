"""`/contacts`: put in by any identity, in bulk with an answer each, listed by cursor, changed in part."""

from typing import Any

import pytest

from contacts.api.tenant import contact_examples as examples
from contacts.models import Contact
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keys(inner) if key != "attributes" else {} for key, inner in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else type(value).__name__ != "dict"


def everybody(workspace: Workspace) -> list[Contact]:
    return list(Contact.objects.in_workspace(workspace).order_by("pk"))


def test_one_is_made_then_changed(api: Caller, acme: Workspace) -> None:
    made = api.post("/contacts", examples.UPSERT)
    assert made.status_code == 201, made.content
    assert list(made.json()["data"]) == list(examples.UPSERTED["data"])  # type: ignore[call-overload]
    again = api.post("/contacts", {"external_id": "customer-17", "phone": "+43 664 1234567"})
    assert (again.status_code, again.json()["data"]["outcome"]) == (200, "updated")
    (contact,) = everybody(acme)
    assert (contact.email, contact.phone, contact.attributes) == (
        "ada@example.com",
        "+436641234567",
        {"plan": "pro", "visits": 12},
    )
    path = f"/contacts/{contact.public_id}"
    changed = api.patch(path, examples.UPDATE)
    assert (changed.status_code, changed.json()["data"]["attributes"]) == (200, {"plan": "team", "visits": 12})
    assert api.get(path).json() == changed.json()
    assert changed.json()["data"]["phone"] is None


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"first_name": "Ada"}, 400, "email"),
        ({"email": "no address"}, 400, "email"),
        ({"email": 7}, 400, "email"),
        ({"phone": "0664 1234567"}, 400, "phone"),
        ({"email": "a@example.com", "colour": "red"}, 400, "colour"),
        ({"email": "a@example.com", "attributes": {"no key!": 1}}, 400, "attributes.no key!"),
        ({"email": "a@example.com", "tags": [""]}, 400, "tags.0"),
        ({"email": "a@example.com", "score": 1 << 40}, 400, "score"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_made(
    api: Caller, acme: Workspace, body: dict[str, Any], status: int, field: str
) -> None:
    answer = api.post("/contacts", body)
    assert answer.status_code == status
    assert error_of(answer)["details"][0]["field"].split("[")[0].split(".0")[0] == field.split(".0")[0]
    assert everybody(acme) == []


def test_identities_of_two_contacts_are_a_conflict(api: Caller, acme: Workspace) -> None:
    make_contact(acme, email="a@example.com")
    make_contact(acme, external_id="b")
    answer = api.post("/contacts", {"email": "a@example.com", "external_id": "b", "first_name": "X"})
    assert answer.status_code == 409
    assert {contact.first_name for contact in everybody(acme)} == {""}


def test_many_are_answered_for_one_by_one(api: Caller, acme: Workspace) -> None:
    make_contact(acme, email="ADA@example.com")
    answer = api.post("/contacts/bulk", {"contacts": [*examples.BULK["contacts"], "nobody", {"email": None}]})
    assert answer.status_code == 200, answer.content
    data = answer.json()["data"]
    assert [row["outcome"] for row in data["contacts"]] == ["updated", "created", "refused", "refused", "refused"]
    assert (data["created"], data["updated"], data["unchanged"], data["refused"]) == (1, 1, 0, 3)
    assert data["contacts"][2] == examples.BULK_DONE["data"]["contacts"][2]  # type: ignore[index, call-overload]
    assert len(everybody(acme)) == 2


def test_bulk_takes_a_thousand_and_no_more(api: Caller, acme: Workspace) -> None:
    contacts = [{"external_id": str(number)} for number in range(1_001)]
    assert api.post("/contacts/bulk", {"contacts": contacts}).status_code == 400
    assert everybody(acme) == []
    assert api.post("/contacts/bulk", {"contacts": contacts[:-1]}).json()["data"]["created"] == 1_000


def test_the_list_is_searched_sorted_and_read_by_cursor(api: Caller, acme: Workspace) -> None:
    make_contacts(make_workspace(), 3, tags=["vip"])
    made = make_contacts(acme, 5, tags=["vip"])
    make_contact(acme, email="zoe@example.com", first_name="Zoe")
    assert [row["first_name"] for row in api.get("/contacts?search=zo").json()["data"]] == ["Zoe"]
    seen: list[str] = []
    cursor = ""
    for size in (2, 2, 1):
        answer = api.get(f"/contacts?tag=vip&sort=oldest&limit=2{cursor}").json()
        assert len(answer["data"]) == size
        seen += [row["id"] for row in answer["data"]]
        cursor = f"&cursor={answer['pagination']['next_cursor']}"
    assert seen == [contact.public_id for contact in made]
    assert not answer["pagination"]["has_more"]
    for wrong in ("sort=shoe", "cursor=x", "segment=seg_x", "limit=0", "planet=mars"):
        assert api.get(f"/contacts?{wrong}").status_code == 400


def test_examples_have_the_shape_of_answers(api: Caller, acme: Workspace) -> None:
    assert keys(api.post("/contacts", examples.UPSERT).json()) == keys(examples.UPSERTED)
    assert keys(api.get("/contacts").json()) == keys(examples.LIST)
