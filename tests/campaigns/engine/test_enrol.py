"""Enrolment: in batches with a cursor, repeated without harm, over everybody or a segment."""

from datetime import timedelta

import pytest

from campaigns.engine import enrol, triggers
from campaigns.models import Campaign, Execution, Run, Trigger
from campaigns.services import campaign_launch, campaign_pause, campaign_resume, run_start
from contacts.models import Contact, Segment, SegmentMembership
from tests.factories.campaigns import SYSTEM, chain, counters_of, executions_of, flow, launch, make_campaign, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def launched(workspace: Workspace, **fields: object) -> Campaign:
    return campaign_launch(campaign=make_campaign(workspace, chain(), **fields), actor=SYSTEM)


def run_of(campaign: Campaign) -> Run:
    return Run.objects.in_workspace(campaign.workspace_id).get(campaign_id=campaign.pk)


def make_segment(workspace: Workspace, contacts: list[Contact], **fields: object) -> Segment:
    segment = Segment.objects.create(
        workspace=workspace, name="S", kind="static", rebuild_needed=False, member_count=len(contacts), **fields
    )
    SegmentMembership.objects.bulk_create(
        [
            SegmentMembership(workspace=workspace, segment=segment, contact=contact, entered_at=database_now())
            for contact in contacts
        ]
    )
    return segment


def test_batches_follow_the_keys_and_count(workspace: Workspace) -> None:
    contacts = sorted(make_contacts(workspace, 25), key=lambda contact: contact.pk)
    make_contacts(make_workspace(), 5)
    campaign = launched(workspace)
    assert enrol.enrol_batch(database_now(), 10, []) == 10
    run = run_of(campaign)
    assert (run.state, run.enrolled, run.cursor, run.audience_size) == ("enrolling", 10, contacts[9].pk, 25)
    assert {each.contact_id for each in executions_of(campaign)} == {contact.pk for contact in contacts[:10]}
    enrol.enrol_batch(database_now(), 10, [])
    enrol.enrol_batch(database_now(), 10, [])
    run = run_of(campaign)
    assert (run.state, run.enrolled) == ("running", 25)
    assert run.enrolled_at is not None
    assert len(executions_of(campaign)) == 25
    assert counters_of(campaign) == {("t", "enrolled", ""): 25}
    assert enrol.enrol_batch(database_now(), 10, []) is None


def test_nobody_enters_before_the_launch_though_the_round_began_before_it(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    round_began = database_now() - timedelta(seconds=5)
    campaign = launched(workspace)
    enrol.enrol_batch(round_began, 10, [])
    (execution,) = executions_of(campaign)
    assert (execution.created_at, execution.due_at) == (campaign.launched_at, campaign.launched_at)
    assert run_of(campaign).enrolled_at == campaign.launched_at


def test_a_batch_that_dies_before_its_commit_is_done_again_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_contacts(workspace, 25)
    campaign = launched(workspace)
    enrol.enrol_batch(database_now(), 10, [])

    class Died(BaseException):
        pass

    def die(*args: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(enrol, "_advance", die)
        with pytest.raises(Died):
            enrol.enrol_batch(database_now(), 10, [])
    assert (run_of(campaign).enrolled, len(executions_of(campaign))) == (10, 10)
    triggers.run()
    assert (run_of(campaign).enrolled, len(executions_of(campaign))) == (25, 25)
    assert counters_of(campaign) == {("t", "enrolled", ""): 25}


def test_a_cursor_that_was_set_back_enrols_nobody_twice(workspace: Workspace) -> None:
    make_contacts(workspace, 12)
    campaign = launch(workspace, chain())
    Run.objects.in_workspace(workspace).filter(campaign=campaign).update(state="enrolling", cursor=None)
    triggers.run()
    assert run_of(campaign).enrolled == 12
    assert len(executions_of(campaign)) == 12
    assert counters_of(campaign) == {("t", "enrolled", ""): 12}


def test_a_segment_enrols_its_members_only(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 10)
    campaign = launched(workspace, audience=make_segment(workspace, contacts[:4]))
    triggers.run()
    assert {each.contact_id for each in executions_of(campaign)} == {contact.pk for contact in contacts[:4]}
    assert (run_of(campaign).audience_size, run_of(campaign).enrolled) == (4, 4)


def test_a_segment_that_is_being_built_is_waited_for(workspace: Workspace) -> None:
    segment = make_segment(workspace, make_contacts(workspace, 3))
    Segment.objects.in_workspace(workspace).filter(pk=segment.pk).update(rebuild_needed=True)
    segment.refresh_from_db()
    campaign = launched(workspace, audience=segment)
    triggers.run()
    assert (run_of(campaign).state, executions_of(campaign)) == ("enrolling", [])
    Segment.objects.in_workspace(workspace).filter(pk=segment.pk).update(rebuild_needed=False)
    triggers.run()
    assert len(executions_of(campaign)) == 3


def test_a_held_campaign_enrols_nobody(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    campaign = launched(workspace)
    campaign_pause(campaign=campaign, actor=SYSTEM)
    triggers.run()
    assert executions_of(campaign) == []
    campaign_resume(campaign=campaign, actor=SYSTEM)
    triggers.run()
    assert len(executions_of(campaign)) == 3


def test_a_second_run_lets_in_only_who_was_not_in(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain())
    make_contacts(workspace, 2)
    run_start(campaign=campaign, trigger_node="t", actor=SYSTEM)
    with pytest.raises(Conflict, match="still enrolling"):
        run_start(campaign=campaign, trigger_node="t", actor=SYSTEM)
    triggers.run()
    assert Execution.objects.in_workspace(workspace).count() == 5


def test_a_runs_context_reaches_its_executions(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    campaign = launch(workspace, chain())
    make_contacts(workspace, 1)
    run_start(campaign=campaign, trigger_node="t", actor=SYSTEM, context={"coupon": "X1"})
    triggers.run()
    assert [each.context for each in executions_of(campaign)] == [None, None, {"coupon": "X1"}]


def test_the_same_idempotency_key_gives_the_first_run(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    campaign = launch(workspace, chain())
    first = run_start(campaign=campaign, trigger_node="t", actor=SYSTEM, idempotency_key="k1")
    assert run_start(campaign=campaign, trigger_node="t", actor=SYSTEM, idempotency_key="k1").pk == first.pk
    assert Run.objects.in_workspace(workspace).filter(campaign=campaign).count() == 2


@pytest.mark.parametrize("by_segment", [False, True])
def test_the_entry_rule_holds_for_whole_audiences(workspace: Workspace, by_segment: bool) -> None:
    plain, vips = make_contacts(workspace, 3), make_contacts(workspace, 2, tags=["vip"])
    make_contacts(make_workspace(), 2, tags=["vip"])
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    segment = make_segment(workspace, [*plain, vips[0]]) if by_segment else None
    campaign = launch(workspace, chain(), audience=segment, settings={"entry_rule": rule})
    welcome = vips[:1] if by_segment else vips
    assert {each.contact_id for each in executions_of(campaign)} == {contact.pk for contact in welcome}
    assert run_of(campaign).enrolled == len(welcome)


@pytest.mark.parametrize(
    ("reentry", "times"),
    [
        (None, [1, 2, 3]),
        ("once", [1, 1, 1]),
        ("once_at_a_time", [1, 1, 2]),
        ("always", [1, 2, 3]),
        ({"after": {"value": 36, "unit": "hours"}}, [1, 1, 2]),
    ],
)
def test_a_repeating_schedule_keeps_to_the_policy(workspace: Workspace, reentry: object, times: list[int]) -> None:
    """Three days in a row; the first one's way ends on the second."""
    make_contacts(workspace, 2)
    document = flow(("t", "trigger_scheduled", {"rrule": "FREQ=DAILY;BYHOUR=9"}), ("w", "wait", DAY), ("e", "end", {}))
    campaign = campaign_launch(campaign=make_campaign(workspace, document, settings={"reentry": reentry}), actor=SYSTEM)
    first = Trigger.objects.in_workspace(workspace).get().next_fire_at
    assert first is not None
    for day, entered in enumerate(times):
        moment = first + timedelta(days=day)
        triggers.run(moment)
        assert len(executions_of(campaign)) == 2 * entered
        tick(moment)
