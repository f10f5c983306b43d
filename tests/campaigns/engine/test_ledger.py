"""What a pass gathers: COPY text that PostgreSQL takes whatever it holds, fates that are shared, counters by run."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns.engine.ledger import Ledger, copy_json, copy_text
from campaigns.models import CounterOutcome, ExecutionState, StepOutcome

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def ledger() -> Ledger:
    return Ledger(UUID(int=7), NOW)


def test_a_group_becomes_one_line_each() -> None:
    book = ledger()
    book.note(["1", "2"], "n", StepOutcome.PASSED, port="next", reason="a\tb", detail={"x": "\\"})
    assert book.steps == 2
    tail = f"\t{UUID(int=7)}\tn\tpassed\tnext\ta\\tb\t" + '{"x": "\\\\\\\\"}' + "\t2027-01-01T00:00:00+00:00\n"
    assert "".join(book.journal) == f"1{tail}2{tail}"


def test_details_have_their_own_line_each() -> None:
    book = ledger()
    book.note(["1", "2"], "n", StepOutcome.FAILED, details=[{"a": 1}, None])
    lines = "".join(book.journal).splitlines()
    assert [line.split("\t")[0] for line in lines] == ["1", "2"]
    assert [line.split("\t")[6] for line in lines] == ['{"a": 1}', "\\N"]


def test_equal_fates_are_one() -> None:
    book = ledger()
    book.rest(["1", "2"], "n", ExecutionState.PENDING, due_at=NOW)
    book.rest(["3"], "e", ExecutionState.COMPLETED)
    book.rest(["4"], "n", ExecutionState.PENDING, due_at=NOW)
    assert book.rested == ["1", "2", "3", "4"]
    assert book.rested_fates == ["1", "1", "2", "1"]
    assert list(book.fates) == [("n", "pending", NOW, "", 0, ""), ("e", "completed", None, "", 0, "")]


def test_counters_are_kept_by_run() -> None:
    book = ledger()
    book.count("r1", 3, "n", CounterOutcome.PASSED, "next")
    book.count(["r1", None, "r1"], 3, "n", CounterOutcome.PASSED, "next")
    book.count(["r1"], -1, "n", CounterOutcome.WAITING)
    assert book.counts == {
        ("r1", "n", "passed", "next", ""): 5,
        (None, "n", "passed", "next", ""): 1,
        ("r1", "n", "waiting", "", ""): -1,
    }


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes() | st.uuids() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db
@given(value=values)
def test_postgresql_takes_every_detail(value: Any) -> None:
    text = copy_json({"value": value})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS copied (detail jsonb)")
        cursor.execute("TRUNCATE copied")
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write(text + "\n")
        cursor.execute("SELECT detail FROM copied")
        [row] = cursor.fetchall()
    assert isinstance(json.loads(row[0]), dict)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_text_stays_on_its_line(text: str) -> None:
    escaped = copy_text(text)
    assert not {"\t", "\n", "\r", "\0"} & set(escaped)
