"""Contacts over the e-mail API: put in, agreed to mails, and heard of by campaigns."""

import pytest

from contacts.models import Consent, Contact, Event
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def mails(acme) -> Caller:
    return Caller(make_api_key(acme)[1], root="/public/v1/email")


def test_one_is_made_then_changed_and_heard_of_each_time(acme, mails):
    made = mails.post("/contacts/upsert", {"email": "ada@example.com", "email_consent": "granted"})
    assert made.status_code == 201, made.content
    ada = Contact.objects.in_workspace(acme).get()
    assert (made.json()["ok"], made.json()["is_new"], made.json()["contact"]["id"]) == (True, True, str(ada.pk))
    changed = mails.post("/contacts/upsert", {"email": "ADA@example.com", "first_name": "Ada"})
    assert (changed.status_code, changed.json()["is_new"]) == (200, False)
    assert changed.json()["contact"]["first_name"] == "Ada"
    events = Event.objects.in_workspace(acme).order_by("pk").values_list("name", "properties")
    assert list(events) == [("contact.saved", {"is_new": True}), ("contact.saved", {"is_new": False})]
    consent = Consent.objects.in_workspace(acme).get()
    assert (consent.channel, consent.message_type, consent.state) == ("email", "marketing", "granted")


def test_a_refusal_is_not_taken_back(acme, mails):
    for state in ("denied", "granted"):
        mails.post("/contacts/upsert", {"email": "ada@example.com", "email_consent": state})
    assert Consent.objects.in_workspace(acme).get().state == "denied"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example", "email_consent": "maybe"}, "email_consent"),
        ({"email": "a@b.example", "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(acme, mails, body, named):
    answer = mails.post("/contacts/upsert", body)
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, named)
    assert (Contact.unscoped_objects.count(), Event.unscoped_objects.count()) == (0, 0)


def test_identities_of_two_are_a_conflict(acme, mails):
    make_contact(acme, email="ada@example.com")
    make_contact(acme, external_id="c-2")
    answer = mails.post("/contacts/upsert", {"email": "ada@example.com", "external_id": "c-2"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    assert Event.unscoped_objects.count() == 0


def test_many_are_answered_one_by_one(acme, mails, django_assert_max_num_queries):
    ada = make_contact(acme, email="ada@example.com")
    items = [
        {"email": "ada@example.com", "email_consent": "granted"},
        {"email": "new@example.com", "email_consent": "pending"},
        {"first_name": "Nobody"},
        {"email": "bob@example.com", "email_consent": 7},
        "nonsense",
        {"email": "NEW@example.com", "first_name": "New"},
    ]
    with django_assert_max_num_queries(32):
        answer = mails.post("/contacts/bulk-upsert", {"contacts": items}).json()
    new = Contact.objects.in_workspace(acme).get(email__iexact="new@example.com")
    assert answer["counts"] == {"created": 1, "updated": 1, "unchanged": 1, "refused": 3}
    assert [(row["index"], row["outcome"], row["id"], row["is_new"]) for row in answer["contacts"]] == [
        (0, "unchanged", str(ada.pk), False),
        (1, "created", str(new.pk), True),
        (2, "refused", None, False),
        (3, "refused", None, False),
        (4, "refused", None, False),
        (5, "updated", str(new.pk), False),
    ]
    assert [row["errors"][0]["field"] for row in answer["contacts"][2:4]] == ["email", "email_consent"]
    events = Event.objects.in_workspace(acme).values_list("contact_id", "name", "properties__is_new")
    assert set(events) == {(ada.pk, "contact.saved", False), (new.pk, "contact.saved", True)}
    assert dict(Consent.objects.in_workspace(acme).values_list("contact_id", "state")) == {
        ada.pk: "granted",
        new.pk: "pending",
    }


@pytest.mark.parametrize("number", [0, 1_001])
def test_too_few_or_too_many(mails, number):
    answer = mails.post("/contacts/bulk-upsert", {"contacts": [{"email": f"a{n}@b.example"} for n in range(number)]})
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, "contacts")
    assert Contact.unscoped_objects.count() == 0
