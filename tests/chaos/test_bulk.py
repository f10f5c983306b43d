"""kill -9 of whoever carries out a bulk operation: each contact is changed once, and the counts are true."""

import pytest

from contacts.models import BulkChange, BulkOperation, Contact
from contacts.services import BulkWish, bulk_start
from tests.chaos.crew import Crew
from tests.factories.campaigns import SYSTEM
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]
CONTACTS = 3_500
BULK = ("bulk.before_commit", "bulk.after_commit")


@pytest.mark.parametrize("point", BULK)
def test_a_killed_operation_goes_on_where_it_stood(crew: Crew, point: str) -> None:
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    tagged = Contact.objects.in_workspace(workspace).filter(tags=["vip"])
    wish = BulkWish("tag", {"tag": "vip"})
    operation = bulk_start(workspace=workspace, wish=wish, actor=SYSTEM, expected=CONTACTS)
    crew.crash(f"{point}:2")
    operation.refresh_from_db()
    assert 0 < operation.changed == tagged.count() < CONTACTS
    crew.start()
    wait_until(BulkOperation.objects.in_workspace(workspace).filter(state="completed").exists)
    crew.stop()
    operation.refresh_from_db()
    assert (operation.changed, operation.refused, operation.looked_at) == (CONTACTS, {}, CONTACTS)
    assert tagged.count() == BulkChange.objects.in_workspace(workspace).count() == CONTACTS
