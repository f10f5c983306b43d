"""How many contacts there are, by what is kept with them: as a count of them would say, whatever happened to them."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactTotal
from contacts.selectors import contacts_total
from contacts.services import contact_delete, contact_merge, contacts_erase, contacts_upsert
from contacts.tasks import compact_counters
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system("test")


def told(workspace: Workspace) -> int:
    number = contacts_total(workspace.pk)
    assert number == Contact.objects.in_workspace(workspace).count()
    return number


@pytest.mark.django_db
def test_the_total_is_what_a_count_says_after_every_change() -> None:
    ours, theirs = make_workspace(), make_workspace()
    assert told(ours) == 0
    known = [make_contact(each) for each in (ours, ours, ours, theirs)]
    contacts_upsert(workspace=ours, items=[{"email": f"n{n}@example.com"} for n in range(5)], actor=ACTOR)
    with transaction.atomic():
        make_contact(ours)
        transaction.set_rollback(True)
    assert (told(ours), told(theirs)) == (8, 1)
    contact_merge(target=known[0], source=known[1], actor=ACTOR)
    compact_counters()
    contact_delete(contact=known[2], actor=ACTOR)
    assert (told(ours), told(theirs)) == (6, 1)
    left = Contact.objects.in_workspace(ours).values_list("pk", flat=True)
    contacts_erase(workspace=ours, contact_ids=list(left)[:2], actor=ACTOR)
    compact_counters()
    lines = ContactTotal.objects.across_workspaces().order_by("workspace_id")
    assert sorted(lines.values_list("workspace_id", "count", "folded")) == sorted(
        [(ours.pk, 4, True), (theirs.pk, 1, True)]
    )
    assert (told(ours), told(theirs)) == (4, 1)


@pytest.mark.django_db
def test_a_workspace_that_is_gone_leaves_no_line() -> None:
    workspace = make_workspace()
    make_contact(workspace)
    workspace.delete()
    compact_counters()
    assert not ContactTotal.objects.across_workspaces().filter(workspace_id=workspace.pk).exists()


@pytest.mark.django_db
def test_the_total_reads_its_own_lines_only() -> None:
    workspace = make_workspace()
    with CaptureQueriesContext(connection) as captured:
        contacts_total(workspace.pk)
    assert [each["sql"].count("contacts_contacttotal") > 0 for each in captured] == [True]
