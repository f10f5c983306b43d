"""Letting named contacts in: one answer for each, by the entry rule and the re-entry policy."""

from typing import Any
from uuid import uuid4

import pytest

from campaigns.models import Campaign, Execution
from campaigns.services import campaign_cancel, campaign_launch, contacts_enroll
from campaigns.services.enrolment import EnrolStatus
from contacts.models import Contact
from tests.factories.campaigns import SYSTEM, executions_of, flow, make_campaign, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

RICH = {"condition": "AND", "rules": [{"type": "trigger", "field": "total", "operator": ">", "value": 50}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace)


def launched(workspace: Workspace, **settings: Any) -> Campaign:
    document = flow(("t", "trigger_api", {}), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document, settings=settings), actor=SYSTEM)


def enroll(campaign: Campaign, *contacts: Contact, **context: Any) -> list[EnrolStatus]:
    ids = [contact.pk for contact in contacts]
    results = contacts_enroll(campaign=campaign, contact_ids=ids, actor=SYSTEM, context=context)
    return [result.status for result in results]


def test_each_contact_has_its_answer(workspace: Workspace, contact: Contact) -> None:
    other, stranger = make_contact(workspace), make_contact(make_workspace())
    campaign = launched(workspace)
    assert enroll(campaign, contact) == [EnrolStatus.ENROLLED]
    assert enroll(campaign, other, contact, stranger) == [
        EnrolStatus.ENROLLED,
        EnrolStatus.ALREADY_IN,
        EnrolStatus.UNKNOWN,
    ]
    assert [each.contact_id for each in executions_of(campaign)] == [contact.pk, other.pk]


def test_the_entry_rule_may_look_at_the_data_of_the_call(workspace: Workspace, contact: Contact) -> None:
    campaign = launched(workspace, entry_rule=RICH)
    assert enroll(campaign, contact, total=50) == [EnrolStatus.ENTRY_RULE]
    assert executions_of(campaign) == []
    assert enroll(campaign, contact, total=51) == [EnrolStatus.ENROLLED]


@pytest.mark.parametrize(
    ("reentry", "on_the_way", "ended"),
    [
        (None, "already_in", "already_in"),
        ("once", "already_in", "already_in"),
        ("once_at_a_time", "already_in", "enrolled"),
        ("always", "enrolled", "enrolled"),
        ({"after": {"value": 1, "unit": "hours"}}, "already_in", "already_in"),
    ],
)
def test_the_policy_decides_over_coming_again(
    workspace: Workspace, contact: Contact, reentry: Any, on_the_way: str, ended: str
) -> None:
    campaign = launched(workspace, reentry=reentry)
    assert enroll(campaign, contact) == ["enrolled"]
    assert enroll(campaign, contact) == [on_the_way]
    tick()
    assert enroll(campaign, contact) == [ended]


def test_a_period_runs_from_the_last_entry(workspace: Workspace, contact: Contact) -> None:
    campaign = launched(workspace, reentry={"after": {"value": 1, "unit": "hours"}})
    enroll(campaign, contact)
    (execution,) = executions_of(campaign)
    hour = execution.created_at.replace(year=execution.created_at.year - 1)
    Execution.objects.in_workspace(workspace).update(created_at=hour)
    assert enroll(campaign, contact) == ["enrolled"]
    first, second = executions_of(campaign)
    assert second.entry > first.entry


def test_a_refusal_changes_nothing(workspace: Workspace, contact: Contact) -> None:
    campaign = launched(workspace)
    with pytest.raises(InvalidInput, match="1 to 1000"):
        contacts_enroll(campaign=campaign, contact_ids=[], actor=SYSTEM)
    with pytest.raises(InvalidInput, match="no active trigger nope"):
        contacts_enroll(campaign=campaign, contact_ids=[uuid4()], actor=SYSTEM, trigger_node="nope")
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    with pytest.raises(Conflict):
        enroll(campaign, contact)
    assert executions_of(campaign) == []
