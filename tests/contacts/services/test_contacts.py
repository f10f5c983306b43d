"""One contact at a time: found by any identity, changed, erased."""

from functools import partial
from typing import Any

import pytest

from contacts.models import AttributeDefinition, Consent, Contact, ContactChange
from contacts.services import ConsentChange, consent_set_many, contact_delete, contact_update, contact_upsert
from tests.concurrent import at_once
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

ACTOR = Actor.system("tests")


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def upsert(workspace: Workspace, **fields: Any) -> tuple[Contact, bool]:
    return contact_upsert(workspace=workspace, fields=fields, actor=ACTOR)


def test_a_contact_is_made_once_and_then_changed(workspace: Workspace) -> None:
    contact, created = upsert(
        workspace,
        email=" Ada@EXAMPLE.org ",
        phone="+43 (664) 123-4567",
        first_name="Ada",
        tags=["b", "a", "b"],
        attributes={"plan": "pro", "visits": 3},
    )
    assert created is True
    assert (contact.email, contact.phone, contact.tags) == ("Ada@example.org", "+436641234567", ["a", "b"])
    again, created = upsert(workspace, email="ADA@example.org", attributes={"visits": 4, "plan": None})
    assert (again.pk, created) == (contact.pk, False)
    again.refresh_from_db()
    assert (again.email, again.first_name, again.attributes) == ("ADA@example.org", "Ada", {"visits": 4})
    assert ContactChange.objects.in_workspace(workspace).count() == 2
    kinds = AttributeDefinition.objects.in_workspace(workspace).values_list("key", "kind")
    assert dict(kinds) == {"plan": "text", "visits": "number"}


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({}, ["email"]),
        ({"email": "nobody"}, ["email"]),
        ({"email": "a@example.org", "phone": "0664 123"}, ["phone"]),
        ({"email": "a@example.org", "timezone": "Mars/Base", "first_name": "x" * 121}, ["first_name", "timezone"]),
        ({"email": "a@example.org", "nickname": "x"}, ["nickname"]),
        ({"email": "a@example.org", "tags": ["ok", 5]}, ["tags.1"]),
        ({"email": "a@example.org", "attributes": {"bad key": 1}}, ["attributes.bad key"]),
        ({"email": "a@example.org", "attributes": {"deep": {"er": 1}}}, ["attributes.deep"]),
        ({"email": "a@example.org", "first_name": "a\x00"}, ["first_name"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    workspace: Workspace, fields: dict[str, Any], places: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        upsert(workspace, **fields)
    assert sorted(fault.field for fault in caught.value.details) == places
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert AttributeDefinition.objects.in_workspace(workspace).count() == 0
    assert ContactChange.objects.in_workspace(workspace).count() == 0


def test_identities_of_two_contacts_conflict(workspace: Workspace) -> None:
    one, two = make_contact(workspace, email="one@example.org"), make_contact(workspace, external_id="2")
    with pytest.raises(Conflict):
        upsert(workspace, email="one@example.org", external_id="2")
    with pytest.raises(Conflict) as caught:
        contact_update(contact=two, fields={"email": "ONE@example.org"}, actor=ACTOR)
    assert [fault.field for fault in caught.value.details] == ["email"]
    one.refresh_from_db()
    assert one.external_id is None


def test_a_contact_keeps_at_least_one_identity(workspace: Workspace) -> None:
    contact = make_contact(workspace, email="one@example.org")
    with pytest.raises(InvalidInput):
        contact_update(contact=contact, fields={"email": None}, actor=ACTOR)
    contact.refresh_from_db()
    assert contact.email == "one@example.org"


def test_erasure_leaves_the_id_in_the_audit_log_and_nothing_else(workspace: Workspace) -> None:
    contact = make_contact(workspace, email="gone@example.org", first_name="Gone")
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(contact.pk, "email", "marketing", "granted")],
        source="t",
        now=database_now(),
    )
    public_id = contact.public_id
    contact_delete(contact=contact, actor=ACTOR)
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert Consent.objects.in_workspace(workspace).count() == 0
    entry = AuditEntry.objects.in_workspace(workspace).get(action="contact.deleted")
    assert (entry.target_id, entry.data) == (public_id, {})


@pytest.mark.django_db(transaction=True)
def test_the_same_new_contact_from_many_sides_at_once_is_one() -> None:
    workspace = make_workspace()

    def run(name: str) -> bool:
        return upsert(workspace, email="same@example.org", first_name=name)[1]

    results = at_once(*(partial(run, name) for name in "abcd"))
    assert sorted(results) == [False, False, False, True]
    assert Contact.objects.in_workspace(workspace).count() == 1
