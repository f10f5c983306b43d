"""An event over the Workspace API: recorded, looked at by triggers at once, and answered with what it set off."""

import pytest

from campaigns.api.workspace.events import _EXAMPLE
from campaigns.models import Campaign, Execution
from contacts.models import Event
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import flow, launch
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import refusal_of


@pytest.fixture
def ada(acme):
    return make_contact(acme, email="ada@example.com")


@pytest.fixture
def large(acme) -> Campaign:
    rule = {"condition": "AND", "rules": [{"type": "trigger", "field": "total", "operator": ">=", "value": 50}]}
    ways = [f"t>{WAIT[0]}", f"{WAIT[0]}>e"]
    trigger = ("t", "trigger_event", {"event": "ordered", "filter": rule})
    document = flow(trigger, WAIT, ("e", "end", {}), edges=ways)
    return launch(acme, document, name="Large orders")


def test_tells_what_it_set_off(editor, acme, ada, large):
    answer = editor.post("/events", {"email": "ADA@example.com", "name": "ordered", "properties": {"total": 70}})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    execution = Execution.objects.in_workspace(acme).get()
    assert list(told) == list(_EXAMPLE)
    assert list(told["triggers"][0]) == list(_EXAMPLE["triggers"][0])
    assert (told["contactId"], told["outcome"], told["text"]) == (
        ada.public_id,
        "recorded",
        "Let the contact into 1 campaign.",
    )
    (trigger,) = told["triggers"]
    assert (trigger["outcome"], trigger["executionId"]) == ("enrolled", execution.public_id)
    assert told["routedAt"] is not None


def test_tells_what_refused_it_and_leaves_others_in_the_queue(editor, acme, ada, large):
    waiting = Event.objects.create(
        workspace=acme, contact=ada, name="other", occurred_at=ada.created_at, created_at=ada.created_at
    )
    told = editor.post("/events", {"contactId": ada.public_id, "name": "ordered", "properties": {"total": 7}}).json()
    assert [each["outcome"] for each in told["triggers"]] == ["filter"]
    assert not Execution.objects.in_workspace(acme).exists()
    waiting.refresh_from_db()
    assert waiting.routed_at is None


def test_a_key_counts_once(editor, acme, ada, large):
    body = {"email": ada.email, "name": "ordered", "properties": {"total": 70}, "key": "1"}
    first, again = (editor.post("/events", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "outcome": "duplicate"}
    assert Execution.objects.in_workspace(acme).count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x"}, "contactId"),
        ({"name": "x", "email": "ada@example.com", "externalId": "1"}, "contactId"),
        ({"name": "x", "email": "eve@example.com"}, "email"),
        ({"email": "ada@example.com"}, "name"),
        ({"name": "x", "email": "ada@example.com", "occurredAt": "1969-01-01T00:00:00Z"}, "occurredAt"),
        ({"name": "x", "email": "ada@example.com", "occurred_at": None}, "occurred_at"),
        ({"name": "x", "email": "ada@example.com", "properties": {"a_b": 2**63}}, "properties.a_b"),
    ],
)
def test_is_refused_by_the_name_of_the_field(editor, acme, ada, body, field):
    answer = editor.post("/events", body)
    assert answer.status_code == 400
    assert [each["field"] for each in refusal_of(answer)["details"]] == [field]
    assert not Event.objects.in_workspace(acme).exists()


def test_contacts_of_others_are_nobody(editor, acme):
    eve = make_contact(make_workspace(), email="eve@example.com")
    answer = editor.post("/events", {"contactId": eve.public_id, "name": "x"})
    assert [each["field"] for each in refusal_of(answer)["details"]] == ["contactId"]
