"""Schedules: local time through DST changes and 29 February, and rules that would cost or do too much."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.nodes.recurrence import recurrence_after, recurrence_parse
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig

VIENNA = "Europe/Vienna"


def fires(rule: str, after: datetime, times: int, timezone: str = VIENNA) -> list[str]:
    config = TriggerScheduledConfig(rrule=rule, timezone=timezone)
    found = []
    for _ in range(times):
        moment = config.first_fire_at(after, "UTC")
        if moment is None:
            break
        found.append(moment.strftime("%Y-%m-%d %H:%M"))
        after = moment
    return found


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_nine_o_clock_stays_nine_o_clock_when_summer_time_begins() -> None:
    assert fires("FREQ=DAILY;BYHOUR=9", utc(2026, 3, 27, 12), 3) == [
        "2026-03-28 08:00",
        "2026-03-29 07:00",
        "2026-03-30 07:00",
    ]


def test_a_local_time_that_is_skipped_fires_once() -> None:
    # 02:30 does not exist on 29 March; by the old offset it is 03:30 summer time.
    assert fires("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", utc(2026, 3, 28, 12), 2) == ["2026-03-29 01:30", "2026-03-30 00:30"]


def test_what_comes_after_a_skipped_time_is_not_lost() -> None:
    rule = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30"
    assert fires(rule, utc(2026, 3, 28, 12), 3) == ["2026-03-29 01:00", "2026-03-29 01:30", "2026-03-30 00:00"]


def test_a_local_time_that_comes_twice_fires_once() -> None:
    # 02:30 comes twice on 25 October.
    assert fires("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", utc(2026, 10, 24, 12), 2) == [
        "2026-10-25 00:30",
        "2026-10-26 01:30",
    ]


def test_every_hour_through_the_end_of_summer_time() -> None:
    assert fires("FREQ=HOURLY", utc(2026, 10, 24, 23, 30), 4) == [
        "2026-10-25 00:00",
        "2026-10-25 02:00",
        "2026-10-25 03:00",
        "2026-10-25 04:00",
    ]


def test_29_february() -> None:
    leap = fires("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=12", utc(2026, 1, 1), 2, "UTC")
    assert leap == ["2028-02-29 12:00", "2032-02-29 12:00"]
    assert fires("DTSTART:20240229T120000\nRRULE:FREQ=YEARLY", utc(2096, 3, 1), 1, "UTC") == ["2104-02-29 12:00"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU;BYHOUR=8", ["2026-01-13 07:00", "2026-02-10 07:00"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-01-29 23:00", "2026-02-26 23:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["2026-01-11 23:00", "2026-01-25 23:00"]),
        ("freq=daily;until=20260102", ["2026-01-01 23:00"]),
        ("FREQ=DAILY;UNTIL=20251231T000000", []),
        ("DTSTART:20260105T100000\nRRULE:FREQ=DAILY;COUNT=2", ["2026-01-05 09:00", "2026-01-06 09:00"]),
        ("DTSTART:20250101T100000 FREQ=DAILY;COUNT=2", []),
        ("DTSTART:20260301T100000 FREQ=DAILY", ["2026-03-01 09:00", "2026-03-02 09:00"]),
    ],
)
def test_rules(rule: str, expected: list[str]) -> None:
    assert fires(rule, utc(2026, 1, 1), 2) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "",
        ";",
        "FREQ",
        "FREQ=",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "INTERVAL=1",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=DAILY;INTERVAL=²",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;COUNT=²",
        "FREQ=DAILY;UNTIL=20260101T000000Z",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;BYHOUR=25",
        "FREQ=DAILY;BYHOUR=x",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYDAY=,",
        "FREQ=HOURLY;BYMINUTE=0,10,20,30,40",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,15,30",
        "FREQ=DAILY\nFREQ=WEEKLY",
        "FREQ=DAILY EXDATE:20260101T000000",
        "DTSTART:19991231T000000 FREQ=DAILY",
        "DTSTART:21010101T000000 FREQ=DAILY",
        "DTSTART:20260230T000000 FREQ=DAILY",
        "DTSTART:20260101T000000",
    ],
)
def test_what_is_no_rule_or_too_much_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        recurrence_parse(rule)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31"])
def test_a_rule_that_never_fires_is_refused_in_good_time(rule: str) -> None:
    start = process_time()
    with pytest.raises(ValueError, match="never fires"):
        recurrence_parse(rule)
    assert process_time() - start < 2


RULES = st.builds(
    lambda freq, interval, hours, days: (
        f"FREQ={freq};INTERVAL={interval};BYHOUR={hours}" + (f";BYDAY={days}" if days else "")
    ),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 5),
    st.lists(st.integers(0, 23), min_size=1, max_size=3, unique=True).map(lambda hours: ",".join(map(str, hours))),
    st.sampled_from(["", "MO", "TU,FR", "SU"]),
)


@given(
    rule=RULES,
    zone=st.sampled_from(["UTC", VIENNA, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    day=st.integers(0, 4_000),
)
def test_firing_goes_forwards_and_is_the_same_from_wherever_one_asks(rule: str, zone: str, day: int) -> None:
    recurrence = recurrence_parse(rule)
    start = utc(2024, 1, 2) + timedelta(days=day)
    found = [start]
    for _ in range(4):
        moment = recurrence_after(recurrence, zone, found[-1])
        assert moment is not None
        found.append(moment)
    for before, after in pairwise(found):
        assert before < after
        between = before + (after - before) / 2
        assert recurrence_after(recurrence, zone, between) == after
        assert recurrence_after(recurrence, zone, after - timedelta(microseconds=1)) == after


def test_one_moment() -> None:
    local = TriggerScheduledConfig(at="2026-07-01T09:00", timezone=VIENNA)
    assert local.first_fire_at(utc(2026, 6, 1), "UTC") == utc(2026, 7, 1, 7)
    assert local.first_fire_at(utc(2026, 7, 1, 7), "UTC") is None
    exact = TriggerScheduledConfig(at="2026-07-01T09:00:00-05:00", timezone=VIENNA)
    assert exact.first_fire_at(utc(2026, 6, 1), "UTC") == utc(2026, 7, 1, 14)


def test_the_workspaces_zone_stands_for_itself() -> None:
    config = TriggerScheduledConfig(at="2026-07-01T09:00")
    assert config.first_fire_at(utc(2026, 6, 1), VIENNA) == utc(2026, 7, 1, 7)
    daily = TriggerScheduledConfig(rrule="FREQ=DAILY;BYHOUR=9")
    assert daily.following(utc(2026, 6, 1, 8), VIENNA) == utc(2026, 6, 2, 7)
    assert (config.following(utc(2026, 6, 1), VIENNA), config.local_time(utc(2026, 7, 1, 7))) == (None, None)


def test_in_contacts_zones_it_fires_when_the_time_comes_first_on_earth() -> None:
    once = TriggerScheduledConfig(at="2026-07-01T09:00", timezone="contact")
    assert once.first_fire_at(utc(2026, 6, 1), VIENNA) == utc(2026, 6, 30, 19)
    # Passed somewhere, to come elsewhere: at once. Passed everywhere: never.
    assert once.first_fire_at(utc(2026, 7, 1, 20, 59), VIENNA) == utc(2026, 7, 1, 20, 59) + timedelta(microseconds=1)
    assert once.first_fire_at(utc(2026, 7, 1, 21), VIENNA) is None
    assert once.local_time(utc(2026, 7, 1)) == datetime(2026, 7, 1, 9)  # noqa: DTZ001
    daily = TriggerScheduledConfig(rrule="FREQ=DAILY;BYHOUR=9", timezone="contact")
    due = daily.first_fire_at(utc(2026, 6, 30, 18), VIENNA)
    assert due == utc(2026, 6, 30, 19)
    assert daily.local_time(due) == datetime(2026, 7, 1, 9)  # noqa: DTZ001
    assert daily.following(due, VIENNA) == utc(2026, 7, 1, 19)
