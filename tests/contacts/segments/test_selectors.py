"""Estimates: exact where that is quick, else from a sample, and never more than a second."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from contacts.rules import Builder
from contacts.rules.conditions.tag import TagCondition, TagLeaf
from contacts.segments import selectors
from contacts.selectors import segment_estimate
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace

VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_an_estimate_counts_and_shows_the_newest_ten(workspace: Workspace) -> None:
    vips = make_contacts(workspace, 12, tags=["vip"])
    make_contact(workspace)
    make_contact(make_workspace(), tags=["vip"])
    estimate = segment_estimate(workspace=workspace, rule=VIP, now=database_now())
    newest = sorted(vips, key=lambda contact: contact.pk, reverse=True)[:10]
    assert (estimate.matching, estimate.total, list(estimate.sample)) == (12, 13, newest)
    with pytest.raises(InvalidInput):
        segment_estimate(workspace=workspace, rule={**VIP, "x": 1}, now=database_now())


def test_the_ways_of_counting_take_less_than_a_second_together() -> None:
    sampled = sum(milliseconds for _, milliseconds in selectors.SAMPLES)
    assert selectors.EXACT_WITHIN + selectors.TOTAL_WITHIN + sampled < 1_000


def test_what_takes_too_long_is_counted_in_a_sample(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _slow(monkeypatch, 0.01)
    monkeypatch.setattr(selectors, "EXACT_WITHIN", 40)
    make_contacts(workspace, 10, tags=["vip"])
    monkeypatch.setattr(selectors, "SAMPLES", ((20_000, 5_000),))
    estimate = segment_estimate(workspace=workspace, rule=VIP, now=database_now())
    assert (estimate.matching, estimate.total, estimate.exact) == (10, 10, False)


def test_what_takes_too_long_in_a_sample_is_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _slow(monkeypatch, 0.3)
    make_contacts(workspace, 3, tags=["vip"])
    monkeypatch.setattr(selectors, "EXACT_WITHIN", 100)
    started = database_now()
    with pytest.raises(Conflict, match="takes too long to count"):
        segment_estimate(workspace=workspace, rule=VIP, now=started)
    assert (_clock() - started).total_seconds() < 1


def _slow(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Lets the tag condition take so long for each contact."""
    quick = TagCondition.compile

    def slow(condition: TagCondition, leaf: TagLeaf, builder: Builder) -> str:
        return f"(pg_sleep({seconds}) IS NOT NULL AND {quick(condition, leaf, builder)})"

    monkeypatch.setattr(TagCondition, "compile", slow)


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row: Any = cursor.fetchone()
    moment: datetime = row[0]
    return moment
