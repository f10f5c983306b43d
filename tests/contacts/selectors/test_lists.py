"""Lists and single rows: the right ones, of this workspace only."""

from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from contacts.selectors import (
    contact_by_email,
    contact_get,
    contact_list,
    contact_memberships,
    contact_rows,
    import_get,
    segment_contact_ids_sql,
    segment_get,
    segment_members,
)
from contacts.services import segment_members_add
from tests.factories.contacts import make_contact, make_import, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import NotFound
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_search_needs_every_word_somewhere(workspace: Workspace) -> None:
    ada = make_contact(workspace, email="ada@example.org", first_name="Ada", last_name="Lovelace")
    bob = make_contact(workspace, email="bob@example.org", phone="+436641234567", external_id="crm-7")
    make_contact(make_workspace(), first_name="Ada")

    def found(search: str) -> set[object]:
        return set(contact_list(workspace=workspace, search=search))

    assert found("") == {ada, bob}
    assert found("love ADA") == {ada}
    assert found("ada bob") == set()
    assert found("664123") == {bob}
    assert found("crm-7") == {bob}
    assert found("100%_\x00") == set()


def test_public_ids_lead_only_to_rows_of_the_workspace(workspace: Workspace) -> None:
    other = make_workspace()
    contact, segment, item = make_contact(workspace), make_segment(workspace), make_import(workspace, "email\n")
    assert contact_get(workspace=workspace, contact_id=contact.public_id) == contact
    assert contact_get(workspace=workspace, contact_id=str(contact.pk)) == contact
    assert segment_get(workspace=workspace.pk, segment_id=segment.public_id) == segment
    assert import_get(workspace=workspace, import_id=item.public_id) == item
    for wrong in (contact.public_id, "nonsense", segment.public_id, str(uuid4())):
        with pytest.raises(NotFound):
            contact_get(workspace=other, contact_id=wrong)
    with pytest.raises(NotFound):
        segment_get(workspace=other, segment_id=segment.public_id)
    with pytest.raises(NotFound):
        import_get(workspace=other, import_id=item.public_id)


def test_an_address_is_found_whatever_its_capitals(workspace: Workspace) -> None:
    contact = make_contact(workspace, email="Ada@example.org")
    assert contact_by_email(workspace=workspace, email=" ADA@example.ORG ") == contact
    assert contact_by_email(workspace=make_workspace(), email="Ada@example.org") is None
    assert contact_by_email(workspace=workspace, email="a\x00") is None


def test_members_and_segments_of_a_contact(workspace: Workspace) -> None:
    contact, segment = make_contact(workspace), make_segment(workspace, name="Static")
    make_contact(workspace)
    segment_members_add(segment=segment, contact_ids=[contact.pk], now=database_now())
    assert list(segment_members(segment=segment)) == [contact]
    assert [row.segment for row in contact_memberships(contact=contact)] == [segment]
    with connection.cursor() as cursor:
        cursor.execute(segment_contact_ids_sql(), {"workspace": workspace.pk, "segment": segment.pk})
        assert cursor.fetchall() == [(contact.pk,)]


def test_rows_come_in_one_query(workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contact = make_contact(workspace, first_name="Ada", tags=["vip"], attributes={"plan": "pro", "n": 1.5})
    foreign = make_contact(make_workspace())
    with django_assert_num_queries(1):
        rows = contact_rows(workspace.pk, [contact.pk, foreign.pk, uuid4()])
    assert [(row.id, row.first_name, row.tags, row.attributes, row.created_at) for row in rows] == [
        (contact.pk, "Ada", ["vip"], {"plan": "pro", "n": 1.5}, contact.created_at)
    ]
