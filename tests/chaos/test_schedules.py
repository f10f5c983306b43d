"""Every schedule fires once per occurrence, however many processes look at it at the same moment."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from campaigns.models import Campaign, Execution, Run, Trigger
from campaigns.services import campaign_launch
from tests.chaos.racers import race
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = [
    pytest.mark.processes,
    pytest.mark.xdist_group("chaos"),
    pytest.mark.django_db(transaction=True),
]

RACERS, CONTACTS, WEEKS = 3, 3, 26
BERLIN, SYDNEY = "Europe/Berlin", "Australia/Sydney"


def launch_repeating(workspace: Workspace, rrule: str, timezone: str) -> Campaign:
    """A campaign that everybody enters again and again."""
    trigger = {"rrule": rrule, "timezone": timezone}
    document = flow(("t", "trigger_scheduled", trigger), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM)


def sundays(first: date, timezone: str) -> list[datetime]:
    """Half past two of the next Sundays, which each zone's clocks skip, or have twice, on one of them."""
    zone = ZoneInfo(timezone)
    sunday = first + timedelta(days=6 - first.weekday())
    days = (sunday + timedelta(weeks=week) for week in range(WEEKS))
    return [datetime(day.year, day.month, day.day, 2, 30, tzinfo=zone).astimezone(UTC) for day in days]


def leap_days(after: datetime) -> list[datetime]:
    """Noon of the next two 29ths of February, UTC."""
    years = [year for year in range(after.year, after.year + 17) if year % 4 == 0]
    return [day for year in years if (day := datetime(year, 2, 29, 12, tzinfo=UTC)) > after][:2]


def fired(campaign: Campaign) -> list[datetime]:
    """The occurrences that have a run, in order."""
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign)
    return [moment for moment in runs.order_by("scheduled_for").values_list("scheduled_for", flat=True) if moment]


def test_racing_processes_fire_each_occurrence_once(tmp_path: Path) -> None:
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    now = database_now()
    weekly = "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30"
    expected = {
        launch_repeating(workspace, weekly, zone): [moment for moment in sundays(now.date(), zone) if moment > now]
        for zone in (BERLIN, SYDNEY)
    }
    yearly = launch_repeating(workspace, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=12", "UTC")
    expected[yearly] = leap_days(now)
    race(sorted(moment for moments in expected.values() for moment in moments), racers=RACERS, logs=tmp_path)
    for campaign, moments in expected.items():
        check(campaign, moments)


def check(campaign: Campaign, moments: Sequence[datetime]) -> None:
    """One run for each moment until the last that was looked at, everybody in each."""
    runs = fired(campaign)
    assert runs[: len(moments)] == list(moments)
    assert len(set(runs)) == len(runs)
    executions = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign)
    assert executions.count() == CONTACTS * len(runs)
    assert executions.values("contact", "entry").distinct().count() == CONTACTS * len(runs)


def test_what_was_missed_fires_once_for_all(tmp_path: Path) -> None:
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    campaign = launch_repeating(workspace, "FREQ=DAILY;BYHOUR=9", BERLIN)
    trigger = Trigger.objects.in_workspace(workspace).get(campaign=campaign)
    first = trigger.next_fire_at
    assert first is not None
    back = first + timedelta(days=30, hours=1)
    race([back, back + timedelta(minutes=1)], racers=RACERS, logs=tmp_path)
    assert fired(campaign) == [first]
    trigger.refresh_from_db()
    assert trigger.next_fire_at is not None
    assert timedelta() < trigger.next_fire_at - back <= timedelta(days=1, hours=1)
    assert Execution.objects.in_workspace(workspace).filter(campaign=campaign).count() == CONTACTS
