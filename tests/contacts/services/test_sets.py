"""Changing many contacts at once: counts, refusals, and nothing written where nothing changes."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from contacts.models import AttributeDefinition, ContactChange
from contacts.services import FieldsSet, contacts_score, contacts_set_field, contacts_tag, contacts_touch
from tests.factories.contacts import define_attributes, make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def queued(workspace: Workspace) -> set[object]:
    return set(ContactChange.objects.in_workspace(workspace).values_list("contact_id", flat=True))


def test_tags_are_given_and_taken_in_one_statement(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new, has, extra = (
        make_contact(workspace),
        make_contact(workspace, tags=["vip"]),
        make_contact(workspace, tags=["z"]),
    )
    with django_assert_num_queries(3):
        ids = [new.pk, has.pk, extra.pk, uuid4()]
        assert contacts_tag(workspace_id=workspace.pk, contact_ids=ids, add=["vip"], remove=["z"], now=NOW) == 2
    for contact in (new, has, extra):
        contact.refresh_from_db()
    assert (new.tags, has.tags, extra.tags) == (["vip"], ["vip"], ["vip"])
    assert (new.changed_at == NOW, has.changed_at == NOW) == (True, False)
    assert queued(workspace) == {new.pk, extra.pk}


def test_another_workspaces_contacts_are_out_of_reach(workspace: Workspace) -> None:
    foreign = make_contact(make_workspace())
    assert contacts_tag(workspace_id=workspace.pk, contact_ids=[foreign.pk], add=["vip"], now=NOW) == 0
    values = {foreign.pk: "Eve"}
    assert contacts_set_field(workspace_id=workspace.pk, values=values, field="first_name", now=NOW).changed == 0
    assert contacts_set_field(workspace_id=workspace.pk, values=values, field="nick", now=NOW).changed == 0
    foreign.refresh_from_db()
    assert (foreign.tags, foreign.first_name, foreign.attributes) == ([], "", {})


@pytest.mark.parametrize("tag", ["", " ", "x" * 65, "a\x00b"])
def test_a_tag_that_is_none_is_refused(workspace: Workspace, tag: str) -> None:
    contact = make_contact(workspace)
    with pytest.raises(InvalidInput):
        contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=[tag], now=NOW)
    assert queued(workspace) == set()


def test_an_attribute_takes_values_of_its_kind(workspace: Workspace) -> None:
    define_attributes(workspace, {"visits": "number"})
    one, two, three = make_contacts(workspace, 3, attributes={"visits": 7, "plan": "pro"})
    values = {one.pk: "5", two.pk: "many", three.pk: None}
    done = contacts_set_field(workspace_id=workspace.pk, values=values, field="visits", now=NOW)
    assert done == FieldsSet(2, {two.pk: "'many' is no number, as this attribute's values are"})
    for contact in (one, two, three):
        contact.refresh_from_db()
    assert one.attributes == {"visits": 5, "plan": "pro"}
    assert two.attributes == {"visits": 7, "plan": "pro"}
    assert three.attributes == {"plan": "pro"}
    assert queued(workspace) == {one.pk, three.pk}


def test_an_attribute_may_be_named_with_its_prefix(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    values = {contact.pk: "pro"}
    assert contacts_set_field(workspace_id=workspace.pk, values=values, field="attributes.plan", now=NOW).changed == 1
    contact.refresh_from_db()
    assert contact.attributes == {"plan": "pro"}


def test_a_new_attribute_is_learned_from_its_first_value(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    contacts_set_field(workspace_id=workspace.pk, values={contact.pk: "2026-01-31"}, field="renewed_on", now=NOW)
    definition = AttributeDefinition.objects.in_workspace(workspace).get()
    assert (definition.key, definition.kind) == ("renewed_on", "date")
    assert contacts_set_field(workspace_id=workspace.pk, values={contact.pk: "soon"}, field="renewed_on", now=NOW) == (
        FieldsSet(0, {contact.pk: "'soon' is no date, as this attribute's values are"})
    )


def test_own_fields_are_checked_and_stay_unique(workspace: Workspace) -> None:
    owner, one, two = (
        make_contact(workspace, email="Ada@x.example.org"),
        make_contact(workspace),
        make_contact(workspace),
    )
    done = contacts_set_field(
        workspace_id=workspace.pk,
        values={one.pk: "ada@X.example.org", two.pk: "bob@example.org", owner.pk: "ADA@x.example.org"},
        field="email",
        now=NOW,
    )
    assert done.refused == {one.pk: "another contact has email ada@x.example.org"}
    owner.refresh_from_db()
    two.refresh_from_db()
    assert (owner.email, two.email) == ("ADA@x.example.org", "bob@example.org")
    zones = contacts_set_field(
        workspace_id=workspace.pk, values={one.pk: "Mars/Base", two.pk: "Europe/Vienna"}, field="timezone", now=NOW
    )
    assert zones == FieldsSet(1, {one.pk: "'Mars/Base' is no IANA time zone such as Europe/Vienna"})


@pytest.mark.parametrize("field", ["id", "tags", "score", "not a name", "x; --", "x" * 65])
def test_a_field_that_cannot_be_set_is_refused(workspace: Workspace, field: str) -> None:
    contact = make_contact(workspace)
    with pytest.raises(InvalidInput):
        contacts_set_field(workspace_id=workspace.pk, values={contact.pk: "x"}, field=field, now=NOW)
    assert AttributeDefinition.objects.in_workspace(workspace).count() == 0


def test_facts_kept_elsewhere_can_ask_for_another_look(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    contacts_touch(workspace_id=workspace.pk, contact_ids=[contact.pk])
    assert queued(workspace) == {contact.pk}


def test_scores_are_added_to_as_often_as_a_contact_is_named_and_stay_in_range(workspace: Workspace) -> None:
    twice, top = make_contact(workspace, score=1), make_contact(workspace, score=2_147_483_000)
    foreign = make_contact(make_workspace(), score=1)
    ids = [twice.pk, top.pk, twice.pk, foreign.pk, uuid4()]
    assert contacts_score(workspace_id=workspace.pk, contact_ids=ids, delta=1_000, now=NOW) == 2
    for contact in (twice, top, foreign):
        contact.refresh_from_db()
    assert (twice.score, top.score, foreign.score) == (2_001, 2_147_483_647, 1)
    assert queued(workspace) == {twice.pk, top.pk}


def test_a_score_is_set_where_it_differs(workspace: Workspace) -> None:
    same, other = make_contact(workspace, score=7), make_contact(workspace, score=8)
    assert contacts_score(workspace_id=workspace.pk, contact_ids=[same.pk, other.pk], value=7, now=NOW) == 1
    other.refresh_from_db()
    assert (other.score, other.changed_at) == (7, NOW)
    assert queued(workspace) == {other.pk}
