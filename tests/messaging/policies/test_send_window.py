"""Send windows: when they open, through changes of the clocks, by whose clock, and what waits for that."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from messaging.delivery.loading import load_batch
from messaging.models import Message
from messaging.policies.base import HoldUntil
from messaging.policies.send_window import SendWindow, SendWindowPolicy, opens_at
from messaging.services import stream_set
from tests.factories.contacts import make_contact
from tests.factories.messaging import grant_consent
from tests.messaging.policies.test_policies import candidates, decide
from tests.messaging.policies.test_quiet_hours import at
from tests.messaging.world import World
from workspaces.errors import InvalidInput
from workspaces.weekdays import WEEKDAYS

OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "09:00", "end": "17:00"}
TEN_MINUTES = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "zone", "window", "until"),
    [
        # 1 July 2026 is a Wednesday, and Vienna two hours ahead.
        ("2026-07-01T07:00:00", "Europe/Vienna", OFFICE, None),
        ("2026-07-01T06:59:59", "Europe/Vienna", OFFICE, "2026-07-01T07:00:00"),
        ("2026-07-01T14:59:59", "Europe/Vienna", OFFICE, None),
        ("2026-07-01T15:00:00", "Europe/Vienna", OFFICE, "2026-07-02T07:00:00"),
        # Friday evening to Monday morning.
        ("2026-07-03T15:00:00", "Europe/Vienna", OFFICE, "2026-07-06T07:00:00"),
        # Over the end of a year, in a zone of five hours and three quarters.
        ("2026-12-31T12:00:00", "Asia/Kathmandu", OFFICE, "2027-01-01T03:15:00"),
        # Days alone, and times alone.
        ("2026-07-01T12:00:00", "UTC", {"days": ["sat", "sun"]}, "2026-07-04T00:00:00"),
        ("2026-07-05T23:59:59", "UTC", {"days": ["sat", "sun"]}, None),
        ("2026-07-06T00:00:00", "UTC", {"days": ["sat", "sun"]}, "2026-07-11T00:00:00"),
        ("2026-07-01T08:00:00", "UTC", {"start": "09:00"}, "2026-07-01T09:00:00"),
        # Over midnight it belongs to the day on which it opens.
        ("2026-07-04T01:59:59", "UTC", {"days": ["fri"], "start": "22:00", "end": "02:00"}, None),
        ("2026-07-03T01:00:00", "UTC", {"days": ["fri"], "start": "22:00", "end": "02:00"}, "2026-07-03T22:00:00"),
        # 29 March 2026, Vienna: 02:00 becomes 03:00. The opening means the later moment, an opening in the gap none.
        ("2026-03-29T00:45:00", "Europe/Vienna", {"start": "02:30", "end": "08:00"}, "2026-03-29T01:30:00"),
        ("2026-03-29T00:00:00", "Europe/Vienna", {"start": "02:00", "end": "03:00"}, "2026-03-30T00:00:00"),
        # 25 October 2026, Vienna: 03:00 becomes 02:00. It closes the first time and opens the second.
        ("2026-10-25T00:30:00", "Europe/Vienna", {"start": "20:00", "end": "02:30"}, "2026-10-25T19:00:00"),
        ("2026-10-25T00:30:00", "Europe/Vienna", {"start": "02:30", "end": "08:00"}, "2026-10-25T01:30:00"),
        # Samoa had no 30 December 2011, a Friday.
        ("2011-12-29T12:00:00", "Pacific/Apia", {"days": ["fri"], "start": "09:00"}, "2012-01-05T19:00:00"),
    ],
)
def test_when_a_window_opens(now: str, zone: str, window: dict[str, object], until: str | None) -> None:
    found = opens_at(at(now), ZoneInfo(zone), SendWindow.model_validate(window))
    assert found == (at(until) if until else None)


@given(
    now=st.integers(0, 4 * 24 * 365 * 3).map(lambda quarter: at("2025-12-30T00:00") + timedelta(minutes=15 * quarter)),
    zone=st.sampled_from(["UTC", "Europe/Vienna", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago"]),
    days=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    start=st.integers(0, 23),
    length=st.integers(2, 23),
)
def test_it_opens_at_its_start_on_one_of_its_days_and_soon(
    now: datetime, zone: str, days: set[str], start: int, length: int
) -> None:
    where = ZoneInfo(zone)
    hours = {"start": f"{start:02}:00", "end": f"{(start + length) % 24:02}:00"}
    window = SendWindow.model_validate({"days": list(days), **hours})
    opening = opens_at(now, where, window)
    if opening is None:
        # Within the hours by the clock on the wall, whichever of the two days it began on.
        local = now.astimezone(where)
        assert {WEEKDAYS[local.weekday()], WEEKDAYS[(local - timedelta(days=1)).weekday()]} & days
        return
    assert now < opening <= now + timedelta(days=8)
    assert opens_at(opening, where, window) is None
    assert opens_at(opening - timedelta(seconds=1), where, window) == opening


def windowed(world: World, window: dict[str, object] | None) -> None:
    stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="Welcome", claimable=True, send_window=window)


@pytest.mark.django_db(transaction=True)
class TestPolicy:
    def to(self, world: World, timezone: str, **fields: object) -> Message:
        contact = make_contact(world.workspace, timezone=timezone)
        grant_consent([contact])
        return world.queue_for([contact], **fields)[0]

    def test_it_opens_by_the_contacts_clock_or_the_workspaces(self, world: World) -> None:
        world.workspace.timezone = "Europe/Vienna"
        world.workspace.save()
        messages = [self.to(world, zone) for zone in ("Asia/Tokyo", "America/New_York", "", "Moon/Base")]
        now = at("2026-07-01T12:30:00")
        windowed(world, OFFICE)
        tokyo, new_york = decide(messages[:2], now)
        opening = at("2026-07-02T00:00:00")
        delay = timedelta(seconds=messages[0].pk % 600)
        assert tokyo == HoldUntil(opening + delay, "send_window", "mon, tue, wed, thu, fri, 09:00 to 17:00, Asia/Tokyo")
        assert isinstance(new_york, HoldUntil)
        assert at("2026-07-01T13:00:00") <= new_york.at < at("2026-07-01T13:00:00") + TEN_MINUTES
        assert decide(messages[2:], now) == [None, None]
        windowed(world, {**OFFICE, "clock": "workspace"})
        assert decide(messages, now) == [None] * 4

    def test_what_waited_goes_out_over_ten_minutes_or_half_the_window(self, world: World) -> None:
        messages = world.queue(30)
        windowed(world, {"start": "09:00", "end": "09:10"})
        now, opening = at("2026-07-01T08:00:00"), at("2026-07-01T09:00:00")
        held = [decision.at for decision in decide(messages, now) if isinstance(decision, HoldUntil)]
        assert [moment - opening for moment in held] == [timedelta(seconds=each.pk % 300) for each in messages]

    def test_transactional_messages_do_not_wait(self, world: World) -> None:
        windowed(world, {"days": ["sun"]})
        now = at("2026-07-01T12:00:00")
        assert decide([self.to(world, "", message_type="transactional")], now) == [None]

    def test_a_changed_window_counts_at_once(self, world: World) -> None:
        windowed(world, {"days": ["sun"]})
        [message] = world.queue(1)
        later = at("2026-07-05T00:00:00")
        Message.objects.in_workspace(world.workspace).update(reason="send_window", not_before=later)
        windowed(world, {"days": ["sun"]})
        message.refresh_from_db()
        assert message.not_before == later
        windowed(world, None)
        message.refresh_from_db()
        assert message.not_before != later

    def test_it_costs_no_query(self, world: World) -> None:
        windowed(world, OFFICE)
        batch = load_batch(candidates(world.queue(5)), at("2026-07-05T12:00:00"))
        with CaptureQueriesContext(connection) as captured:
            assert len(SendWindowPolicy().evaluate(batch)) == 5
        assert len(captured) == 0

    @pytest.mark.parametrize(
        ("window", "field"),
        [
            ({"days": []}, "send_window.days"),
            ({"days": ["monday"]}, "send_window.days.0"),
            ({"start": "25:00"}, "send_window.start"),
            ({"start": "09:00", "end": "09:00"}, "send_window"),
        ],
    )
    def test_what_is_no_window_is_refused(self, world: World, window: dict[str, object], field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            windowed(world, window)
        assert [detail.field for detail in refused.value.details] == [field]
        world.stream.refresh_from_db()
        assert world.stream.send_window is None
