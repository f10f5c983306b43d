"""Quiet hours: whose clock counts, when nights begin and end through changes of the clocks, who waits and how long."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from messaging.models import Message
from messaging.policies.base import HoldUntil
from messaging.policies.quiet_hours import QuietHours, parse_quiet_hours, quiet_until
from messaging.services import stream_set
from tests.factories.contacts import make_contact
from tests.factories.messaging import grant_consent, make_stream
from tests.messaging.policies.test_policies import decide
from tests.messaging.world import World
from workspaces.errors import InvalidInput

NIGHT = {"start": "21:00", "end": "08:00"}
VIENNA = ZoneInfo("Europe/Vienna")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "start", "end", "until"),
    [
        # Over midnight: Vienna is an hour ahead in January.
        ("2026-01-10T19:59:59", "Europe/Vienna", "21:00", "08:00", None),
        ("2026-01-10T20:00:00", "Europe/Vienna", "21:00", "08:00", "2026-01-11T07:00:00"),
        ("2026-01-11T06:59:59", "Europe/Vienna", "21:00", "08:00", "2026-01-11T07:00:00"),
        ("2026-01-11T07:00:00", "Europe/Vienna", "21:00", "08:00", None),
        # Within a day.
        ("2026-01-10T12:00:00", "UTC", "12:00", "14:00", "2026-01-10T14:00:00"),
        ("2026-01-10T14:00:00", "UTC", "12:00", "14:00", None),
        # The same moment is day and night.
        ("2026-07-01T12:30:00", "Asia/Tokyo", "21:00", "08:00", "2026-07-01T23:00:00"),
        ("2026-07-01T12:30:00", "America/New_York", "21:00", "08:00", None),
        # 29 March 2026, Vienna: 02:00 becomes 03:00. The night is an hour shorter.
        ("2026-03-28T20:00:00", "Europe/Vienna", "21:00", "08:00", "2026-03-29T06:00:00"),
        # Its end does not exist: it means the moment by the old offset, 03:30 by the new clock.
        ("2026-03-29T00:30:00", "Europe/Vienna", "21:00", "02:30", "2026-03-29T01:30:00"),
        # Nor does its beginning: it means the moment by the new offset.
        ("2026-03-29T00:29:59", "Europe/Vienna", "02:30", "08:00", None),
        ("2026-03-29T00:30:00", "Europe/Vienna", "02:30", "08:00", "2026-03-29T06:00:00"),
        # 25 October 2026, Vienna: 03:00 becomes 02:00. The night is an hour longer.
        ("2026-10-24T19:00:00", "Europe/Vienna", "21:00", "08:00", "2026-10-25T07:00:00"),
        # Its end comes twice: the second time ends it, and nothing goes out between the two.
        ("2026-10-25T00:45:00", "Europe/Vienna", "21:00", "02:30", "2026-10-25T01:30:00"),
        ("2026-10-25T01:30:00", "Europe/Vienna", "21:00", "02:30", None),
        # Its beginning comes twice: the first time counts.
        ("2026-10-25T00:30:00", "Europe/Vienna", "02:30", "08:00", "2026-10-25T07:00:00"),
    ],
)
def test_when_a_night_ends(now: str, zone: str, start: str, end: str, until: str | None) -> None:
    found = quiet_until(at(now), ZoneInfo(zone), QuietHours(start=start, end=end))
    assert found == (at(until) if until else None)


def test_what_a_setting_says() -> None:
    assert parse_quiet_hours(NIGHT) == QuietHours(start="21:00", end="08:00")
    assert (parse_quiet_hours("off"), parse_quiet_hours(None)) == (None, None)


def quiet(world: World, hours: object) -> None:
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        quiet_hours=hours,  # type: ignore[arg-type]
    )


def to(world: World, timezone: str, **fields: object) -> Message:
    contact = make_contact(world.workspace, timezone=timezone)
    grant_consent([contact])
    [message] = world.queue_for([contact], **fields)
    return message


@pytest.mark.django_db(transaction=True)
class TestPolicy:
    def test_each_contacts_own_clock_counts_and_the_workspaces_where_there_is_none(self, world: World) -> None:
        quiet(world, NIGHT)
        world.workspace.timezone = "Asia/Tokyo"
        world.workspace.save()
        messages = [to(world, zone) for zone in ("Europe/Vienna", "America/New_York", "", "Mars/Olympus")]
        first, second, third, fourth = decide(messages, at("2026-07-01T19:30:00"))
        assert isinstance(first, HoldUntil)
        assert (first.reason, first.detail) == ("quiet_hours", "21:00 to 08:00, Europe/Vienna")
        assert second is None
        for decision in (third, fourth):
            assert isinstance(decision, HoldUntil)
            assert decision.detail == "21:00 to 08:00, Asia/Tokyo"

    def test_what_waited_goes_out_over_ten_minutes_and_keeps_its_moment(self, world: World) -> None:
        quiet(world, NIGHT)
        messages = [to(world, "UTC") for _ in range(3)]
        evening, end = at("2026-07-01T21:00:00"), at("2026-07-02T08:00:00")
        held = [decision.at for decision in decide(messages, evening) if isinstance(decision, HoldUntil)]
        assert held == [end + timedelta(seconds=message.pk % 600) for message in messages]
        again = decide(messages, at("2026-07-02T03:00:00"))
        assert [decision.at for decision in again if isinstance(decision, HoldUntil)] == held
        assert decide(messages, max(held)) == [None, None, None]

    def test_a_short_day_is_not_missed(self, world: World) -> None:
        """Two minutes between two nights: what waited goes out in the first one."""
        quiet(world, {"start": "08:02", "end": "08:00"})
        message = to(world, "UTC")
        [decision] = decide([message], at("2026-07-01T21:00:00"))
        assert decision == HoldUntil(
            at("2026-07-02T08:00:00") + timedelta(seconds=message.pk % 60), "quiet_hours", "08:02 to 08:00, UTC"
        )

    def test_transactional_messages_do_not_wait(self, world: World) -> None:
        quiet(world, NIGHT)
        message = to(world, "UTC", message_type="transactional")
        assert decide([message], at("2026-07-01T23:00:00")) == [None]

    def test_the_workspaces_hours_hold_where_the_campaign_says_nothing(self, world: World) -> None:
        world.workspace.quiet_start, world.workspace.quiet_end = "21:00", "08:00"
        world.workspace.save()
        messages, night = [to(world, "UTC")], at("2026-07-01T23:00:00")
        assert [type(decision) for decision in decide(messages, night)] == [HoldUntil]
        quiet(world, "off")
        assert decide(messages, night) == [None]
        quiet(world, {"start": "22:00", "end": "22:30"})
        assert decide(messages, night) == [None]

    def test_changed_hours_are_asked_at_once(self, world: World) -> None:
        quiet(world, NIGHT)
        message = to(world, "UTC")
        later = at("2099-07-02T08:00:00")
        rows = Message.objects.in_workspace(world.workspace).filter(pk=message.pk)
        rows.update(not_before=later, reason="quiet_hours")
        quiet(world, NIGHT)
        message.refresh_from_db()
        assert message.not_before == later
        quiet(world, "off")
        message.refresh_from_db()
        assert message.not_before < later

    def test_what_is_no_hours_is_refused_by_name(self, world: World) -> None:
        with pytest.raises(InvalidInput) as refused:
            quiet(world, {"start": "9"})
        assert [detail.field for detail in refused.value.details] == ["quiet_hours.start", "quiet_hours.end"]
        assert make_stream(world.workspace, quiet_hours="off").quiet_hours == "off"

    def test_a_workspace_has_both_times_or_neither(self, world: World) -> None:
        for values in ({"quiet_start": "21:00"}, {"quiet_start": "08:00", "quiet_end": "08:00"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                type(world.workspace).objects.filter(pk=world.workspace.pk).update(**values)
