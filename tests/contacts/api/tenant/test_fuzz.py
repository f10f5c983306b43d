"""Whatever is sent as an event is recorded or refused in shape, never with a fault, and never in part."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models import Contact, Event
from tests.campaigns.api.client import Caller

TRIALS = settings(max_examples=40)
texts = st.text(max_size=12) | st.sampled_from(
    ["ordered", "Ada@example.com", "customer-17", "2028-02-29", "\0", "ct_1"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | values
events = st.fixed_dictionaries(
    {"name": st.just("ordered") | values},
    optional={
        "email": st.just("ada@example.com") | values,
        "external_id": values,
        "contact_id": values,
        "properties": st.dictionaries(texts, values, max_size=3) | values,
        "occurred_at": moments,
        "key": st.sampled_from(["a", "b"]) | values,
        "more": values,
    },
)


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


def count() -> int:
    return Event.objects.across_workspaces().count()


@TRIALS
@given(body=events | values)
def test_one(api: Caller, ada: Contact, body: Any) -> None:
    before = count()
    answer = api.post("/events", body)
    assert answer.status_code in (200, 201, 400), answer.content
    assert answer.json()["success"] is (answer.status_code < 400)
    assert count() - before == (answer.status_code == 201)


@TRIALS
@given(body=st.lists(events | values, max_size=5) | values)
def test_many(api: Caller, ada: Contact, body: Any) -> None:
    before = count()
    answer = api.post("/events/bulk", {"events": body})
    assert answer.status_code in (200, 400), answer.content
    if answer.status_code == 200:
        data = answer.json()["data"]
        assert [row["index"] for row in data["events"]] == list(range(len(body)))
        assert data["recorded"] + data["duplicates"] + data["refused"] == len(body)
        assert all(bool(row["errors"]) is (row["outcome"] == "refused") for row in data["events"])
        assert count() - before == data["recorded"]
    else:
        assert count() == before


@TRIALS
@given(
    query=st.dictionaries(
        st.sampled_from(["workspace", "contact", "name", "after", "before", "limit", "cursor"]), texts, max_size=3
    )
)
def test_asking(api: Caller, ada: Contact, query: dict[str, str]) -> None:
    answer = api.get("/events?" + urlencode(query, errors="surrogatepass"))
    assert answer.status_code in (200, 400, 404), answer.content
