"""`/contacts/{id}/consent` and `/contacts/consent/bulk`: states and log, whose word counts, one answer each."""

from typing import Any

import pytest

from contacts.api.tenant import consent_examples as examples
from contacts.models import Consent, ConsentRecord, Contact
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

NO = {"channel": "email", "state": "denied"}


def states(contact: Contact) -> list[tuple[str, str]]:
    rows = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact).order_by("channel")
    return list(rows.values_list("channel", "state"))


def test_an_answer_is_recorded_with_what_was_shown(api: Caller, acme: Workspace, ada: Contact) -> None:
    make_topic(acme, key="product-news")
    answer = api.post(f"/contacts/{ada.public_id}/consent", examples.SET)
    assert answer.status_code == 200, answer.content
    data = answer.json()["data"]
    expected: dict[str, Any] = examples.CONSENT["data"]
    assert data["contact_id"] == ada.public_id
    assert [{**row, "changed_at": None} for row in data["consents"]] == [
        {**row, "changed_at": None} for row in expected["consents"]
    ]
    assert [{**row, "recorded_at": None} for row in data["log"]] == [
        {**row, "recorded_at": None} for row in expected["log"]
    ]
    assert api.get(f"/contacts/{ada.public_id}/consent").json()["data"] == data


def test_a_refusal_becomes_a_yes_only_by_the_contacts_own_word(api: Caller, ada: Contact) -> None:
    path, yes = f"/contacts/{ada.public_id}/consent", {"channel": "email", "state": "granted"}
    api.post(path, {"consents": [NO]})
    api.post(path, {"consents": [yes]})
    assert states(ada) == [("email", "denied")]
    api.post(path, {"consents": [yes], "by_contact": True})
    assert states(ada) == [("email", "granted")]
    data = api.get(f"{path}?limit=1").json()["data"]
    assert ([line["state"] for line in data["log"]], bool(data["next_cursor"])) == (["granted"], True)
    older = api.get(f"{path}?limit=1&cursor={data['next_cursor']}").json()["data"]
    assert ([line["state"] for line in older["log"]], older["next_cursor"]) == (["denied"], None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "consents"),
        ({"consents": []}, "consents"),
        ({"consents": [{"channel": "pigeon", "state": "granted"}]}, "consents[0].channel"),
        ({"consents": [{"channel": "email", "state": "pending"}]}, "consents[0].state"),
        ({"consents": [{**NO, "topic": "gossip"}]}, "consents[0].topic"),
        ({"consents": [NO], "basis": "mood"}, "basis"),
        ({"consents": [NO], "text": "a" * 10_001}, "text"),
        ({"consents": [NO], "colour": "red"}, "colour"),
        ({"consents": [NO] * 101}, "consents"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    api: Caller, ada: Contact, body: dict[str, Any], field: str
) -> None:
    answer = api.post(f"/contacts/{ada.public_id}/consent", body)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, field)
    assert ConsentRecord.objects.in_workspace(ada.workspace_id).count() == 0


def test_an_answer_that_can_not_be_stored_is_refused_by_itself(api: Caller, ada: Contact) -> None:
    good = b'{"email": "ada@example.com", "channel": "email", "state": "granted"}'
    bad = [
        b'{"email": "caf\xe9@example.com", "channel": "email", "state": "granted"}',
        b'{"email": "a\\u0000@example.com", "channel": "email", "state": "granted"}',
        b'{"\xff": 1, "email": "ada@example.com", "channel": "email", "state": "denied"}',
    ]
    body = b'{"by_contact": true, "consents": [' + b", ".join([*bad, good]) + b"]}"
    answer = api.post("/contacts/consent/bulk", body)
    assert answer.status_code == 200, answer.content
    data = answer.json()["data"]
    assert (data["changed"], data["refused"]) == (1, 3)
    words = "contains a character that can't be stored (NUL or half a surrogate pair)"
    assert [row["errors"] for row in data["consents"][:2]] == [[{"field": "email", "message": words}]] * 2
    assert [row["outcome"] for row in data["consents"]] == ["refused"] * 3 + ["taken"]
    assert states(ada) == [("email", "granted")]


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 19, "²"])
def test_a_cursor_of_no_page_is_refused(api: Caller, ada: Contact, cursor: str) -> None:
    assert api.get(f"/contacts/{ada.public_id}/consent?cursor={cursor}").status_code == 400


def test_many_are_answered_for_one_by_one(api: Caller, ada: Contact, django_assert_max_num_queries: Any) -> None:
    foreign = make_contact(make_workspace(), email="f@example.com")
    items = [
        *examples.BULK["consents"],
        {"contact_id": foreign.public_id, **NO},
        {"email": "ada@example.com", "channel": "sms", "state": "granted", "topic": "gossip"},
        {"email": "ada@example.com", "contact_id": ada.public_id, **NO},
        "nonsense",
        {"email": "ADA@example.com", "channel": "push", "state": "granted"},
    ]
    with django_assert_max_num_queries(20):
        answer = api.post("/contacts/consent/bulk", {**examples.BULK, "consents": items})
    assert answer.status_code == 200, answer.content
    data = answer.json()["data"]
    assert (data["changed"], data["refused"]) == (2, 5)
    assert [row["outcome"] for row in data["consents"]] == ["taken", *["refused"] * 5, "taken"]
    assert data["consents"][:2] == examples.BULK_TAKEN["data"]["consents"]
    assert states(ada) == [("email", "denied"), ("push", "granted")]
    assert states(foreign) == []
