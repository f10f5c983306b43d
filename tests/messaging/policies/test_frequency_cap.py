"""Frequency caps: calendar days of the contact's zone, channels and tags, priorities, and eight workers at one cap."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Contact
from messaging.delivery.batch import Candidate
from messaging.delivery.claim import claim
from messaging.delivery.loading import load_batch
from messaging.models import Message
from messaging.policies.base import HoldUntil, Skip
from messaging.policies.caps import FrequencyCap, workspace_caps
from messaging.policies.contact_history import History, Sent
from messaging.policies.frequency_cap import FrequencyCapPolicy, _decide, _Room
from messaging.services import stream_set
from tests.concurrent import at_once
from tests.factories.messaging import grant_consent, make_messages, make_stream, states_of
from tests.messaging.policies.test_contact_limits import NOON, claim_accepted, contact_of, limit_workspace, queue, sent
from tests.messaging.policies.test_policies import candidates, decide
from tests.messaging.world import World
from workspaces.ids import uuid7

KEY = "frequency_cap"
STREAM, CONTACT = uuid7(), uuid7()
ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]
pytestmark = pytest.mark.django_db(transaction=True)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cap(world: World, count: int, days: int, **fields: object) -> None:
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        frequency_cap={"count": count, "days": days, **fields},
    )


@pytest.mark.parametrize(
    ("zone", "days", "before", "now", "until"),
    [
        # Yesterday evening and this morning are two days.
        ("Europe/Vienna", 1, "2026-07-01T21:30", "2026-07-01T22:30", None),
        ("Europe/Vienna", 1, "2026-07-01T22:10", "2026-07-01T22:30", "2026-07-02T22:00"),
        # A window of three days ends with the day before the third midnight, over the end of a month.
        ("UTC", 3, "2026-01-30T23:59", "2026-02-01T00:01", "2026-02-02T00:00"),
        ("UTC", 3, "2026-01-30T23:59", "2026-02-02T00:00", None),
        # 29 February counts.
        ("UTC", 2, "2028-02-28T12:00", "2028-02-29T12:00", "2028-03-01T00:00"),
        # A night of 25 hours, and one of 23.
        ("Europe/Berlin", 1, "2026-10-24T22:05", "2026-10-25T22:30", "2026-10-25T23:00"),
        ("Europe/Berlin", 1, "2026-03-28T23:30", "2026-03-29T21:30", "2026-03-29T22:00"),
        # Zones off the full hour: midnight in Kathmandu is 18:15 UTC; Lord Howe puts its clocks on by half an hour.
        ("Asia/Kathmandu", 1, "2026-07-01T18:20", "2026-07-01T19:00", "2026-07-02T18:15"),
        ("Australia/Lord_Howe", 1, "2026-10-03T14:00", "2026-10-04T12:00", "2026-10-04T13:00"),
        # Nobody knows where: the workspace's calendar.
        ("", 1, "2026-07-01T00:10", "2026-07-01T23:00", "2026-07-02T00:00"),
        ("Moon/Base", 1, "2026-07-01T00:10", "2026-07-01T23:00", "2026-07-02T00:00"),
    ],
)
def test_days_are_the_contacts(world: World, zone: str, days: int, before: str, now: str, until: str | None) -> None:
    cap(world, 1, days)
    contact = contact_of(world, zone)
    sent(queue(world, contact)[0], utc(before))
    [message] = queue(world, contact, created_at=utc(now) - timedelta(minutes=1), not_before=utc(before))
    expected = None if until is None else HoldUntil(utc(until), KEY, f"1 in {days} days")
    assert decide([message], utc(now)) == [expected]
    if until is not None:
        assert decide([message], utc(until)) in ([None], [Skip(KEY, f"1 in {days} days")])


def test_each_channel_counts_by_itself_and_a_cap_may_be_about_one(world: World) -> None:
    cap(world, 1, 7)
    contact = contact_of(world)
    sent(queue(world, contact, channel="sms")[0], NOON - timedelta(hours=1))
    messages = queue(world, contact)
    assert decide(messages, NOON) == [None]
    sent(queue(world, contact)[0], NOON - timedelta(hours=1))
    held = HoldUntil(utc("2026-07-08T00:00"), KEY, "1 in 7 days")
    assert decide(messages, NOON) == [held]
    cap(world, 1, 7, channel="sms")
    assert decide(messages, NOON) == [None]
    cap(world, 1, 7, channel="email")
    assert decide(messages, NOON) == [held]


def test_a_campaigns_own_cap_takes_the_workspaces_place_but_a_tags_holds_beside_it(world: World) -> None:
    promotion = make_stream(world.workspace, tags=["promotion"])
    limit_workspace(world, frequency_cap=[{"count": 1, "days": 1}, {"count": 1, "days": 30, "tag": "promotion"}])
    contact = contact_of(world)
    sent(queue(world, contact, stream=promotion, channel="sms")[0], NOON - timedelta(days=20))
    ours, theirs = queue(world, contact), queue(world, contact, stream=promotion)
    tagged = HoldUntil(utc("2026-07-11T00:00"), KEY, "1 in 30 days of campaigns tagged promotion")
    # Over all channels together, and of campaigns with the tag alone.
    assert [*decide(ours, NOON), *decide(theirs, NOON)] == [None, tagged]
    sent(queue(world, contact)[0], NOON - timedelta(hours=1))
    general = HoldUntil(utc("2026-07-02T00:00"), KEY, "1 in 1 days")
    assert [*decide(ours, NOON), *decide(theirs, NOON)] == [general, tagged]
    cap(world, 5, 1)
    assert decide(ours, NOON) == [None]


@pytest.mark.parametrize(
    "value", [None, {}, "3", 3, [3], [{"count": 0, "days": 1}], {"count": 1, "days": 1, "tags": 1}]
)
def test_a_workspaces_setting_that_is_none_stops_nobody(world: World, value: object) -> None:
    assert workspace_caps(value) == []
    limit_workspace(world, frequency_cap=value)
    contact = contact_of(world)
    sent(queue(world, contact)[0], NOON - timedelta(seconds=1))
    assert decide(queue(world, contact), NOON) == [None]


@pytest.mark.parametrize("name", [KEY, "contact_daily_cap", "contact_cooldown"])
def test_in_one_claim_the_higher_priority_gets_the_room_and_among_equals_the_older(world: World, name: str) -> None:
    limit_workspace(world, **{name: {KEY: {"count": 1, "days": 1}, "contact_daily_cap": 1}.get(name, 3600)})
    high, equal = make_stream(world.workspace, priority=8), make_stream(world.workspace, priority=8)
    contact = contact_of(world)
    low = queue(world, contact, created_at=NOON - timedelta(days=3))
    younger = queue(world, contact, stream=high, created_at=NOON - timedelta(minutes=1))
    older = queue(world, contact, stream=equal, created_at=NOON - timedelta(minutes=2))
    decisions = decide([*low, *younger, *older], NOON)
    assert decisions[2] is None
    assert {getattr(decision, "reason", None) for decision in decisions[:2]} == {name}


@pytest.mark.parametrize("name", [KEY, "contact_daily_cap", "contact_cooldown"])
def test_what_is_due_elsewhere_with_a_higher_priority_is_given_way_to(world: World, name: str) -> None:
    limit_workspace(world, **{name: {KEY: {"count": 1, "days": 1}, "contact_daily_cap": 1}.get(name, 3600)})
    high = make_stream(world.workspace, priority=6)
    contact = contact_of(world)
    ours = queue(world, contact)
    [theirs] = queue(world, contact, stream=high)
    [decision] = decide(ours, NOON)
    assert isinstance(decision, HoldUntil)
    assert (decision.at, decision.reason) == (NOON + timedelta(seconds=30), name)
    assert decision.detail.endswith(", a campaign of higher priority first")
    assert decide([theirs], NOON) == [None]
    waits = Message.objects.in_workspace(world.workspace).filter(pk=theirs.pk)
    waits.update(not_before=NOON + timedelta(hours=1))
    assert decide(ours, NOON) == [None]
    waits.update(not_before=NOON)
    stream_set(stream_id=high.pk, workspace=world.workspace, name="High", claimable=False, priority=6)
    assert decide(ours, NOON) == [None]


def test_without_caps_nothing_is_asked_and_with_tags_in_question_a_third_query(world: World) -> None:
    messages = world.queue(3)
    rows = candidates(messages)

    def queries() -> int:
        batch = load_batch(rows, NOON)
        with CaptureQueriesContext(connection) as captured:
            FrequencyCapPolicy().evaluate(batch)
        return len(captured)

    assert queries() == 0
    limit_workspace(world, frequency_cap=[{"count": 1, "days": 1, "tag": "promotion"}])
    assert queries() == 0
    limit_workspace(world, frequency_cap={"count": 1, "days": 1})
    assert queries() == 2
    limit_workspace(world, frequency_cap=[{"count": 1, "days": 1, "tag": "promotion"}])
    stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="A", claimable=True, tags=["promotion"])
    assert queries() == 2
    [contact] = Contact.objects.in_workspace(world.workspace).filter(pk=messages[0].contact_id)
    sent(queue(world, contact)[0], NOON - timedelta(hours=1))
    assert queries() == 3


def test_a_changed_cap_counts_at_once(world: World) -> None:
    cap(world, 1, 7)
    contact = contact_of(world)
    messages = queue(world, contact, 2)
    sent(messages[0], NOON - timedelta(minutes=1))
    assert claim(NOON, 10) is not None
    assert states_of(messages[1:]) == [("queued", KEY)]
    before = messages[1].not_before
    cap(world, 2, 7)
    messages[1].refresh_from_db()
    assert before < messages[1].not_before < datetime.now(UTC) + timedelta(minutes=1)


def test_eight_workers_at_one_cap_send_exactly_as_many_as_it_allows(world: World) -> None:
    """Three campaigns, two of them tagged: three a day to each contact of all, and one of those with the tag."""
    limit_workspace(world, frequency_cap=[{"count": 3, "days": 2}, {"count": 1, "days": 2, "tag": "promotion"}])
    tagged = [make_stream(world.workspace, tags=["promotion"]) for _ in range(2)]
    contacts = world.contacts(20)
    grant_consent(contacts)
    for stream in (world.stream, *tagged, world.stream, *tagged, world.stream):
        make_messages(stream, contacts, world.version, world.sender, not_before=NOON - timedelta(hours=1))

    def work() -> None:
        for turn in range(8):
            claim_accepted(NOON + timedelta(seconds=40 * turn), 17)

    at_once(*[work] * 8)
    while claim_accepted(NOON + timedelta(hours=1), 100):
        pass  # what gave way to another claim in the last turn
    accepted = Message.objects.in_workspace(world.workspace).filter(state="accepted")
    had = Counter(accepted.values_list("contact_id", flat=True))
    assert set(had.values()) == {3}
    assert len(had) == 20
    promotions = Counter(accepted.filter(stream__in=tagged).values_list("contact_id", flat=True))
    assert set(promotions.values()) <= {1}


class TestCounting:
    """The decision against the plainest model there is: a set of dates."""

    @given(
        zone=st.sampled_from(ZONES),
        count=st.integers(1, 4),
        days=st.integers(1, 40),
        now=st.integers(0, 24 * 365 * 17).map(lambda hour: utc("2011-12-01") + timedelta(hours=hour)),
        hours=st.lists(st.integers(1, 24 * 45), max_size=6),
        age=st.integers(0, 24 * 45),
    )
    def test_it_is_that_of_a_calendar(
        self, zone: str, count: int, days: int, now: datetime, hours: list[int], age: int
    ) -> None:
        moments = sorted(now - timedelta(hours=number) for number in hours)
        made = now - timedelta(hours=age)
        decision = _decide(_room(zone, now, moments, made), [FrequencyCap(count=count, days=days)], 5)
        where = ZoneInfo(zone)
        today = now.astimezone(where).date()
        dates = [moment.astimezone(where).date() for moment in moments]
        assert (decision is None) == (_inside(dates, today, days) < count)
        if isinstance(decision, Skip):
            assert today >= made.astimezone(where).date() + timedelta(days=days)
        if isinstance(decision, HoldUntil):
            freed = decision.at.astimezone(where).date()
            assert _inside(dates, freed, days) < count
            assert _inside(dates, (decision.at - timedelta(seconds=1)).astimezone(where).date(), days) >= count


def _inside(dates: Sequence[date], today: date, days: int) -> int:
    return sum(today - timedelta(days=days) < each <= today for each in dates)


def _room(zone: str, now: datetime, moments: Sequence[datetime], made: datetime) -> _Room:
    row = Candidate(1, uuid7(), STREAM, CONTACT, "email", "marketing", uuid7(), None, None, 0, 0, made)
    history = History(sent={CONTACT: [Sent(STREAM, "email", moment) for moment in moments]})
    return _Room(row, ZoneInfo(zone), now, history, {})
