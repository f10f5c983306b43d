"""Waits in each contact's own time, through whole passes on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contacts.models import Contact
from tests.factories.campaigns import chain, execution_for, journal_of, launch, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2036, 3, 29, 12, tzinfo=UTC)  # the day before the clocks change in Vienna


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace(timezone="America/New_York")


def dues(workspace: Workspace, config: dict[str, Any], *contacts: Contact) -> list[datetime | None]:
    campaign = launch(workspace, chain(("w", "wait", config)))
    tick(NOW)
    return [execution_for(campaign, contact).due_at for contact in contacts]


def test_a_time_of_day_is_the_contacts_own_and_the_workspaces_where_unknown(workspace: Workspace) -> None:
    known = make_contact(workspace, timezone="Europe/Vienna")
    unknown = make_contact(workspace)
    broken = make_contact(workspace)
    Contact.objects.in_workspace(workspace).filter(pk=broken.pk).update(timezone="Mars/Olympus")
    config = {"local_time": "08:00", "weekdays": ["sun", "mon"]}
    assert dues(workspace, config, known, unknown, broken) == [
        datetime(2036, 3, 30, 6, tzinfo=UTC),
        datetime(2036, 3, 30, 12, tzinfo=UTC),
        datetime(2036, 3, 30, 12, tzinfo=UTC),
    ]


def test_a_date_attribute_is_read_again_when_the_moment_has_come(workspace: Workspace) -> None:
    contact = make_contact(workspace, timezone="Europe/Vienna", attributes={"renewal": "2036-04-03"})
    missing = make_contact(workspace, attributes={"renewal": 7})
    config = {"attribute": "renewal", "offset": {"value": -3, "unit": "days"}}
    campaign = launch(workspace, chain(("w", "wait", config)))
    tick(NOW)
    execution = execution_for(campaign, contact)
    assert execution.due_at == datetime(2036, 3, 30, 22, tzinfo=UTC)
    assert execution_for(campaign, missing).state == "completed"
    assert journal_of(execution_for(campaign, missing))[1:3] == [
        ("w", "waiting", "", "date_missing"),
        ("w", "passed", "next", "wait_over"),
    ]
    Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(attributes={"renewal": "2036-04-05"})
    tick(NOW + timedelta(days=2))
    execution.refresh_from_db()
    assert (execution.state, execution.due_at) == ("pending", datetime(2036, 4, 1, 22, tzinfo=UTC))
    tick(NOW + timedelta(days=4))
    execution.refresh_from_db()
    assert execution.state == "completed"
