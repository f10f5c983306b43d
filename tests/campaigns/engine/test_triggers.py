"""Schedules: begun in time, fired once per occurrence, right through DST changes and 29 February."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from campaigns.engine import settle, triggers
from campaigns.models import Campaign, Execution, Run, Trigger
from campaigns.services import campaign_launch, campaign_pause, campaign_resume
from contacts.segments import refresh
from tests.factories.campaigns import SYSTEM, executions_of, flow, make_campaign, tick
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 3)
    return workspace


def scheduled(workspace: Workspace, config: dict[str, Any], **fields: Any) -> Campaign:
    document = flow(("t", "trigger_scheduled", config), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document, **fields), actor=SYSTEM)


def trigger_of(campaign: Campaign) -> Trigger:
    return Trigger.objects.in_workspace(campaign.workspace_id).get(campaign_id=campaign.pk)


def set_next(campaign: Campaign, moment: datetime) -> None:
    Trigger.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk).update(next_fire_at=moment)


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


def runs_of(campaign: Campaign) -> list[Run]:
    return list(Run.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk).order_by("created_at"))


def test_a_single_moment_is_scheduled_fires_once_and_completes(workspace: Workspace) -> None:
    at = database_now().replace(microsecond=0) + timedelta(days=2)
    campaign = scheduled(workspace, {"at": at.isoformat()})
    assert (campaign.lifecycle, campaign.starts_at) == ("SCHEDULED", at)
    triggers.run(at - timedelta(seconds=1))
    assert reread(campaign).lifecycle == "SCHEDULED"
    assert runs_of(campaign) == []
    triggers.run(at)
    assert reread(campaign).lifecycle == "RUNNING"
    [run] = runs_of(campaign)
    assert (run.scheduled_for, run.enrolled, run.state) == (at, 3, "running")
    assert trigger_of(campaign).next_fire_at is None
    triggers.run(at + timedelta(days=1))
    assert len(runs_of(campaign)) == 1
    tick(at)
    assert reread(campaign).lifecycle == "COMPLETED"


def test_a_moment_in_the_past_cannot_be_launched(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="no schedule of the flow fires"):
        scheduled(workspace, {"at": "2020-01-01T00:00:00+00:00"})
    assert not Run.objects.in_workspace(workspace).exists()


def test_a_repeating_schedule_lets_everybody_in_each_time(workspace: Workspace) -> None:
    campaign = scheduled(workspace, {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"})
    first = trigger_of(campaign).next_fire_at
    assert first is not None
    for day in range(3):
        triggers.run(first + timedelta(days=day))
        tick(first + timedelta(days=day))
    assert [run.scheduled_for for run in runs_of(campaign)] == [first + timedelta(days=day) for day in range(3)]
    assert [run.enrolled for run in runs_of(campaign)] == [3, 3, 3]
    assert Execution.objects.in_workspace(workspace).filter(state="completed").count() == 9
    assert reread(campaign).lifecycle == "RUNNING"


def test_once_only_lets_nobody_in_again(workspace: Workspace) -> None:
    campaign = scheduled(workspace, {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"}, settings={"reentry": "once"})
    first = trigger_of(campaign).next_fire_at
    assert first is not None
    triggers.run(first)
    triggers.run(first + timedelta(days=1))
    assert [run.enrolled for run in runs_of(campaign)] == [3, 0]


def test_a_paused_campaign_fires_what_it_missed_once_after_resume(workspace: Workspace) -> None:
    campaign = scheduled(workspace, {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"})
    first = trigger_of(campaign).next_fire_at
    assert first is not None
    triggers.run(first - timedelta(hours=1))
    campaign_pause(campaign=campaign, actor=SYSTEM)
    later = first + timedelta(days=3, hours=1)
    triggers.run(later)
    assert runs_of(campaign) == []
    campaign_resume(campaign=campaign, actor=SYSTEM)
    triggers.run(later)
    triggers.run(later)
    assert [run.scheduled_for for run in runs_of(campaign)] == [first]
    assert trigger_of(campaign).next_fire_at == first + timedelta(days=4)


@pytest.mark.parametrize(
    ("rrule", "zone", "fired", "following"),
    [
        # Vienna springs forward on 2027-03-28: nine o'clock stays nine o'clock.
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "Europe/Vienna", "2027-03-27T08:00", "2027-03-28T07:00"),
        # … and falls back on 2027-10-31.
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "Europe/Vienna", "2027-10-30T07:00", "2027-10-31T08:00"),
        # 02:30 comes twice on that day and fires the first time only.
        ("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "Europe/Vienna", "2027-10-31T00:30", "2027-11-01T01:30"),
        # 29 February: only in leap years.
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=12;BYMINUTE=0",
            "UTC",
            "2028-02-29T12:00",
            "2032-02-29T12:00",
        ),
    ],
)
def test_the_next_occurrence_is_right_in_local_time(
    workspace: Workspace, rrule: str, zone: str, fired: str, following: str
) -> None:
    campaign = scheduled(workspace, {"rrule": rrule, "timezone": zone})
    moment = datetime.fromisoformat(fired).replace(tzinfo=UTC)
    set_next(campaign, moment)
    Campaign.objects.in_workspace(workspace).filter(pk=campaign.pk).update(starts_at=moment)
    triggers.run(moment)
    assert [run.scheduled_for for run in runs_of(campaign)] == [moment]
    assert trigger_of(campaign).next_fire_at == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_the_end_date_stops_a_repeating_schedule(workspace: Workspace) -> None:
    ends = database_now() + timedelta(days=30)
    campaign = scheduled(workspace, {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"}, ends_at=ends)
    first = trigger_of(campaign).next_fire_at
    assert first is not None
    triggers.run(first)
    tick(first)
    assert reread(campaign).lifecycle == "RUNNING"
    triggers.run(ends + timedelta(days=1))
    settle.run(ends + timedelta(days=1))
    assert len(runs_of(campaign)) == 1
    assert reread(campaign).lifecycle == "COMPLETED"


ZONES = ("Pacific/Auckland", "Europe/Vienna", "", "America/New_York")


@pytest.mark.parametrize("by_segment", [False, True])
def test_in_contacts_zones_each_enters_at_its_own_time(by_segment: bool) -> None:
    workspace = make_workspace(timezone="Asia/Tokyo")
    contacts = {name: make_contact(workspace, timezone=name, tags=["in"]) for name in ZONES}
    make_contact(make_workspace(), timezone="Mars/Olympus")
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "in"}]}
    segment = make_segment(workspace, rule) if by_segment else None
    refresh.run(database_now(), 1_000)
    config = {"at": "2031-03-30T02:30", "timezone": "contact"} | ({"segment": segment.public_id} if segment else {})
    campaign = scheduled(workspace, config)
    gathered = datetime(2031, 3, 29, 12, 30, tzinfo=UTC)
    assert trigger_of(campaign).next_fire_at == gathered
    triggers.run(gathered)
    assert trigger_of(campaign).next_fire_at is None
    due = {each.contact_id: each.due_at for each in executions_of(campaign)}
    assert due == {
        contacts["Pacific/Auckland"].pk: datetime(2031, 3, 29, 13, 30, tzinfo=UTC),
        # The night in which clocks skip 02:30: by the old offset.
        contacts["Europe/Vienna"].pk: datetime(2031, 3, 30, 1, 30, tzinfo=UTC),
        # Unknown: the workspace's.
        contacts[""].pk: datetime(2031, 3, 29, 17, 30, tzinfo=UTC),
        contacts["America/New_York"].pk: datetime(2031, 3, 30, 6, 30, tzinfo=UTC),
    }
    assert [tick(gathered + timedelta(hours=hours)) for hours in (0, 1, 5, 13, 17.99, 18)] == [0, 1, 1, 1, 0, 1]
    assert reread(campaign).lifecycle == "COMPLETED"


def test_where_its_time_has_passed_a_contact_enters_at_once(workspace: Workspace) -> None:
    late = make_contact(workspace, timezone="Pacific/Auckland")
    at = (database_now() + timedelta(hours=6)).replace(microsecond=0, tzinfo=None)
    campaign = scheduled(workspace, {"at": at.isoformat(), "timezone": "contact"})
    now = database_now()
    triggers.run(now)
    due = {each.contact_id: each.due_at for each in executions_of(campaign)}
    assert due.pop(late.pk) == now
    assert set(due.values()) == {at.replace(tzinfo=UTC)}
    triggers.run(now + timedelta(seconds=1))
    assert len(runs_of(campaign)) == 1


def test_a_repeating_schedule_in_contacts_zones_counts_every_local_day(workspace: Workspace) -> None:
    config = {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "timezone": "contact"}
    campaign = scheduled(workspace, config)
    first = trigger_of(campaign).next_fire_at
    assert first is not None
    for day in range(2):
        triggers.run(first + timedelta(days=day))
    # 9 o'clock at UTC+14 is 14 hours before 9 o'clock UTC, which is everybody's here.
    nines = [first + timedelta(days=day, hours=14) for day in range(2)]
    assert sorted({each.due_at for each in executions_of(campaign) if each.due_at}) == nines
    assert len(executions_of(campaign)) == 6


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_fire_once() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 3)
    campaign = scheduled(workspace, {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"})
    due = trigger_of(campaign).next_fire_at
    assert due is not None
    Campaign.objects.in_workspace(workspace).filter(pk=campaign.pk).update(lifecycle="RUNNING")
    barrier = threading.Barrier(4, timeout=20)
    errors: list[BaseException] = []

    def beat() -> None:
        try:
            barrier.wait()
            triggers.run(due)
        except BaseException as error:  # noqa: BLE001 - handed over to the test
            errors.append(error)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for each in beats:
        each.start()
    for each in beats:
        each.join(30)
    assert errors == []
    triggers.run(due)
    [run] = runs_of(campaign)
    assert (run.scheduled_for, run.enrolled) == (due, 3)
    assert Execution.objects.in_workspace(workspace).count() == 3
