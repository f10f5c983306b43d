"""Many contacts at once: found by any identity, conflicts named, one answer each, a fixed number of statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import AttributeDefinition, Contact, ContactChange
from contacts.services import MAX_UPSERTS, UpsertOutcome, contacts_upsert
from tests.factories.contacts import define_attributes, make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def upsert(workspace: Workspace, *items: dict[str, Any]) -> list[str]:
    return [each.outcome.value for each in contacts_upsert(workspace=workspace, items=items, actor=ACTOR)]


def everybody(workspace: Workspace) -> list[Contact]:
    return list(Contact.objects.in_workspace(workspace).order_by("pk"))


@pytest.mark.parametrize("by", [{"email": "ADA@Example.com"}, {"phone": "+43 664 1234567"}, {"external_id": "c-1"}])
def test_a_contact_is_found_by_any_identity(workspace: Workspace, by: dict[str, str]) -> None:
    make_contact(make_workspace(), email="ada@example.com", phone="+436641234567", external_id="c-1")
    ada = make_contact(
        workspace, email="ada@example.com", phone="+436641234567", external_id="c-1", attributes={"a": 1}, tags=["x"]
    )
    assert upsert(workspace, {**by, "first_name": "Ada", "attributes": {"plan": "pro"}}) == ["updated"]
    ada.refresh_from_db()
    assert (ada.first_name, ada.attributes, ada.tags) == ("Ada", {"a": 1, "plan": "pro"}, ["x"])
    assert len(everybody(workspace)) == 1


def test_each_item_has_its_answer_and_the_valid_ones_are_kept(workspace: Workspace) -> None:
    define_attributes(workspace, {"visits": "number"})
    ada = make_contact(workspace, email="ada@example.com")
    bob = make_contact(workspace, phone="+436641234567", email=None)
    answers = contacts_upsert(
        workspace=workspace,
        items=[
            {"email": "new@example.com", "attributes": {"visits": 3}},
            {"email": "ada@example.com"},
            {"email": "ada@example.com", "phone": "+436641234567"},
            {"first_name": "Nobody"},
            {"email": "no address", "timezone": "Mars"},
            {"email": "x@example.com", "attributes": {"visits": "many", "no key!": 1}},
            {"email": "y@example.com", "colour": "red"},
        ],
        actor=ACTOR,
    )
    assert [each.outcome.value for each in answers] == ["created", "unchanged", *["refused"] * 5]
    assert [[problem.field for problem in each.problems] for each in answers[2:]] == [
        ["email", "phone"],
        ["email"],
        ["email", "timezone"],
        ["attributes.visits", "attributes.no key!"],
        ["colour"],
    ]
    assert answers[2].problems[0].message == f"belongs to {ada.public_id}, the others to another contact"
    assert answers[2].problems[1].message.startswith(f"belongs to {bob.public_id}")
    assert answers[1].contact_id == ada.pk
    new = Contact.objects.in_workspace(workspace).get(email="new@example.com")
    assert (answers[0].contact_id, new.attributes) == (new.pk, {"visits": 3})
    assert list(ContactChange.objects.in_workspace(workspace).values_list("contact_id", flat=True)) == [new.pk]
    assert AuditEntry.objects.in_workspace(workspace).filter(action="contacts.upserted").count() == 1


def test_a_later_item_sees_the_earlier_ones(workspace: Workspace) -> None:
    assert upsert(
        workspace,
        {"email": "a@example.com", "first_name": "Ada"},
        {"email": "A@example.com", "external_id": "1"},
        {"external_id": "1", "email": "other@example.com", "tags": ["x"]},
        {"email": "a@example.com", "first_name": "Somebody else"},
    ) == ["created", "updated", "updated", "created"]
    first, second = everybody(workspace)
    assert (first.first_name, first.email, first.external_id, first.tags) == ("Ada", "other@example.com", "1", ["x"])
    assert (second.first_name, second.email) == ("Somebody else", "a@example.com")


def test_values_are_taken_away_by_null(workspace: Workspace) -> None:
    make_contact(workspace, email="a@example.com", phone="+436641234567", attributes={"plan": "pro", "b": 1}, score=4)
    item = {"email": "a@example.com", "phone": None, "attributes": {"plan": None}, "score": 0, "tags": []}
    assert upsert(workspace, item) == ["updated"]
    (kept,) = everybody(workspace)
    assert (kept.phone, kept.attributes, kept.score) == (None, {"b": 1}, 0)


def test_new_attributes_are_learned_once(workspace: Workspace) -> None:
    items = [{"email": f"p{n}@example.com", "attributes": {"plan": None if n == 0 else "pro"}} for n in range(3)]
    assert upsert(workspace, *items) == ["created"] * 3
    assert list(AttributeDefinition.objects.in_workspace(workspace).values_list("key", "kind")) == [("plan", "text")]


def test_the_number_of_statements_does_not_grow(workspace: Workspace) -> None:
    def asked(first: int, number: int) -> int:
        items = [{"email": f"p{first + n}@example.com", "attributes": {"plan": "pro"}} for n in range(number)]
        items += [{"email": f"p{n}@example.com", "first_name": f"{first}"} for n in range(first)]
        with CaptureQueriesContext(connection) as captured:
            contacts_upsert(workspace=workspace, items=items, actor=ACTOR)
        return len(captured)

    asked(0, 2)
    few, many = asked(2, 2), asked(4, 500)
    assert many == few < 15


@pytest.mark.parametrize("number", [0, MAX_UPSERTS + 1])
def test_too_many_are_refused_whole(workspace: Workspace, number: int) -> None:
    with pytest.raises(InvalidInput, match="contacts"):
        contacts_upsert(workspace=workspace, items=[{"external_id": str(n)} for n in range(number)], actor=ACTOR)
    assert everybody(workspace) == []


def test_outcomes_are_words_of_the_api() -> None:
    assert {each.value for each in UpsertOutcome} == {"created", "updated", "unchanged", "refused"}
