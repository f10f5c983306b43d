"""What `contacts_instant` takes for a date, and that it answers what the function for PostgreSQL 15 does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.rules.conditions.memory import instant
from tests.factories.rules import DATES

pytestmark = pytest.mark.django_db
# The function for PostgreSQL 15, by patterns alone, and the anniversary by the calendar's own sums.
EARLIER = import_module("contacts.migrations.0003_dates").INSTANT_15
DAYS_BY_SUMS = """
CREATE OR REPLACE FUNCTION pg_temp.days_to_anniversary(day date, today date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN day BETWEEN '0002-01-01' AND '9998-12-31' THEN
    CASE
      WHEN (day + make_interval(years => extract(year FROM today)::int - extract(year FROM day)::int))::date >= today
      THEN (day + make_interval(years => extract(year FROM today)::int - extract(year FROM day)::int))::date - today
      ELSE (day + make_interval(years => extract(year FROM today)::int + 1 - extract(year FROM day)::int))::date - today
    END
  END
$$
"""
EXAMPLES = 100 if settings.get_current_profile_name() == "nightly" else 10
checked = settings(max_examples=EXAMPLES)
# Texts that PostgreSQL would read as a date, and that are none here.
ODD = (
    *("2026-1-1", "2026-01-1 ", " 2026-01-1", "2026-Ja-01", "Jan8-03-04", "20260101", "2026-01-01 ", "-026-01-01"),
    *("+026-01-01", "12 5-01-02", "2026- 1-02", "infinity", "-infinity", "epoch", "now", "today", "2026-01-01 BC"),
    *(
        "2026-01-01T00:00:60Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00+15:00",
        "2026-01-01T00:00+14:60",
        "10000-01-01",
    ),
    *(
        "2026-01-01T00:00:00.1234567Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01t00:00z",
        "2026-01-01T00:00 Z",
        "2026-01-01T",
    ),
    *("2026-01-01Z", "2026-01-01+01:00", "2026-01-01T00:00 PST", "२०२६-०१-०१", "2026-01-0१", "", "%", "1900-02-29"),
    *("2000-02-29", "2026-04-31", "0000-02-30", "9999-12-31T23:59:59.999999-14:59", "2026-01-01\n", "2026/01/01"),
)
_TWO = st.integers(0, 61).map(lambda number: f"{number:02}")
_DAY = st.builds(
    lambda year, month, day: f"{year:04}-{month:02}-{day:02}",
    st.integers(0, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
)
_TIME = st.builds(
    lambda joint, hour, rest, zone: f"{joint}{hour:02}:{rest}{zone}",
    st.sampled_from("T t"),
    st.integers(0, 25),
    st.one_of(
        _TWO, st.builds("{}:{}".format, _TWO, _TWO), st.builds("{}:{}.{}".format, _TWO, _TWO, st.integers(0, 10**7))
    ),
    st.one_of(st.sampled_from(("", "Z", "z", "+02")), st.builds("{}{}:{}".format, st.sampled_from("+- "), _TWO, _TWO)),
)
_TEXT = st.one_of(
    _DAY,
    st.builds("{}{}".format, _DAY, _TIME),
    st.text("0123456789-:TZ+. ", max_size=26),
    st.builds(
        lambda text, at, letter: text[:at] + letter + text[at:],
        _DAY,
        st.integers(0, 10),
        st.characters(codec="utf-8", exclude_characters="\x00"),
    ),
)


@contextmanager
def style(name: str) -> Iterator[None]:
    """A session that writes dates another way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('datestyle', %s, true), set_config('timezone', 'Asia/Kolkata', true)", [name])
        yield
        cursor.execute("SET LOCAL datestyle TO DEFAULT; SET LOCAL timezone TO DEFAULT")


def asked(texts: list[str]) -> list[tuple[str, bool, bool]]:
    """Each text, whether it is an instant, and whether both functions answer the same."""
    with connection.cursor() as cursor:
        cursor.execute(EARLIER.replace("FUNCTION contacts_instant", "FUNCTION pg_temp.earlier"))
        cursor.execute(
            "SELECT text, now_is IS NOT NULL, now_is IS NOT DISTINCT FROM pg_temp.earlier(text)"
            " FROM unnest(%s::text[]) AS text CROSS JOIN LATERAL (SELECT contacts_instant(text) AS now_is) AS answered",
            [texts],
        )
        return cursor.fetchall()


@pytest.mark.parametrize("how", ["ISO, MDY", "ISO, DMY", "German", "SQL, DMY", "Postgres, MDY"])
def test_odd_texts_are_what_they_were_whatever_the_session_writes(how: str) -> None:
    texts = [*DATES, *ODD]
    with style(how):
        assert asked(texts) == [(text, instant(text) is not None, True) for text in texts]


@checked
@given(texts=st.lists(_TEXT, min_size=50, max_size=200))
def test_any_text_is_what_it_was(texts: list[str]) -> None:
    assert asked(texts) == [(text, instant(text) is not None, True) for text in texts]


def test_anniversaries_are_as_far_away_as_they_were() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DAYS_BY_SUMS)
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE contacts_days_to_anniversary(day::date, today::date)"
            " IS DISTINCT FROM pg_temp.days_to_anniversary(day::date, today::date))"
            " FROM generate_series(date '1996-01-01', date '2000-12-31', interval '1 day') AS day"
            " CROSS JOIN generate_series(date '2026-12-25', date '2028-03-05', interval '9 days') AS today"
        )
        assert cursor.fetchone() == (1827 * 49, 0)
        ends = [date(1, 12, 31), date(2, 1, 1), date(9998, 12, 31), date(9999, 1, 1)]
        cursor.execute("SELECT contacts_days_to_anniversary(day, '2026-12-31') FROM unnest(%s::date[]) AS day", [ends])
        assert [days for (days,) in cursor.fetchall()] == [None, 1, 0, None]
