"""An erased person's address that comes back is not reachable: in rules, estimates and segments as at the delivery."""

from typing import Any

import pytest
from django.db import connection

from contacts import rules
from contacts.models import ContactChange
from contacts.segments import refresh
from contacts.services import contact_delete, contact_merge, contact_update, contact_upsert
from contacts.services.imports import import_run
from messaging.models import ErasedAddress, ReturnedContact
from messaging.privacy.returning import note_returned
from tests.factories.contacts import make_contact, make_contacts, make_import, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor.system()


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def erased(workspace: Workspace, **fields: Any) -> None:
    contact_delete(contact=make_contact(workspace, **fields), actor=ACTOR)


def follow() -> None:
    """Until nobody is left in the queue."""
    while ContactChange.objects.across_workspaces().exists():
        refresh.run(database_now(), 1_000)


def reachable(workspace: Workspace, channel: str = "email") -> set[str | None]:
    leaf = {"type": "channel", "field": channel, "operator": "is", "value": "reachable"}
    predicate = rules.compile(rules.parse({"condition": "AND", "rules": [leaf]}), workspace.pk, database_now())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.email FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        return {row[0] for row in cursor.fetchall()}


def test_by_an_import_in_another_spelling(workspace: Workspace) -> None:
    erased(workspace, email="Ada@Example.com", phone="+436641234567")
    item = make_import(workspace, "email,phone\nADA@example.COM,+43 664 1234567\neve@example.com,+436641234568\n")
    import_run(import_id=item.pk)
    follow()
    assert reachable(workspace) == {"eve@example.com"}
    assert reachable(workspace, "sms") == {"eve@example.com"}
    assert ReturnedContact.objects.in_workspace(workspace).count() == 3


def test_segments_and_the_way_back(workspace: Workspace) -> None:
    erased(workspace, email="ada@example.com")
    leaf = {"type": "channel", "field": "email", "operator": "is", "value": "suppressed"}
    segment = make_segment(workspace, rule={"condition": "AND", "rules": [leaf]})
    refresh.run(database_now(), 1_000)
    again, _ = contact_upsert(workspace=workspace, fields={"email": "ada@example.com"}, actor=ACTOR)
    follow()
    segment.refresh_from_db()
    assert segment.member_count == 1
    contact_update(contact=again, fields={"email": "new@example.com"}, actor=ACTOR)
    follow()
    segment.refresh_from_db()
    assert segment.member_count == 0
    assert not ReturnedContact.objects.in_workspace(workspace).exists()


def test_a_contact_that_has_the_address_by_then(workspace: Workspace) -> None:
    """Of two workspaces, only the one where the person was erased forgets the address."""
    heir = make_contact(workspace, email="a@example.com")
    foreign = make_contact(make_workspace(), email="b@example.com")
    follow()
    ada = make_contact(workspace, email="b@example.com")
    contact_delete(contact=ada, actor=ACTOR)
    contact_update(contact=heir, fields={"email": "b@example.com"}, actor=ACTOR)
    follow()
    assert reachable(workspace) == set()
    assert reachable(foreign.workspace) == {"b@example.com"}


def test_merging_and_erasing_leave_no_mark_behind(workspace: Workspace) -> None:
    erased(workspace, email="ada@example.com")
    again, target = make_contact(workspace, email="ada@example.com"), make_contact(workspace, email="x@example.com")
    note_returned(workspace.pk, [again.pk, target.pk])
    contact_merge(target=target, source=again, actor=ACTOR)
    follow()
    assert not ReturnedContact.objects.in_workspace(workspace).exists()


def test_queries_do_not_grow_with_contacts(workspace: Workspace, django_assert_num_queries: Any) -> None:
    ids = [each.pk for each in make_contacts(workspace, 50)]
    with django_assert_num_queries(1):
        note_returned(workspace.pk, ids)
    erased(workspace, email="ada@example.com")
    with django_assert_num_queries(4):
        note_returned(workspace.pk, ids)
    assert ErasedAddress.objects.in_workspace(workspace).count() == 1
