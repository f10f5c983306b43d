"""Counters of messages: every change of a message is counted, at the time it is about; folding changes no sum."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from messaging.counters import jobs
from messaging.models import Message, MessageCounter, MessageTimeline
from tests.factories.messaging import make_stream
from tests.messaging.world import World, make_world
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world(port=1)


def sums(world: World) -> dict[tuple[str, str], int]:
    """{(metric, reason): sum} of what is not nothing."""
    found: dict[tuple[str, str], int] = {}
    for metric, reason, delta in MessageCounter.objects.in_workspace(world.workspace).values_list(
        "metric", "reason", "delta"
    ):
        found[metric, reason] = found.get((metric, reason), 0) + delta
    return {key: number for key, number in found.items() if number}


def change(world: World, **values: object) -> None:
    Message.objects.in_workspace(world.workspace).filter(stream_id=world.stream.pk).update(**values)


def test_a_message_is_counted_by_its_state_once_and_by_each_fact(world: World) -> None:
    world.queue(3, node="s1", created_at=MADE)
    assert sums(world) == {("queued", ""): 3}
    change(world, state="sending", attempt=1, lease_expires_at=MADE)
    assert sums(world) == {("queued", ""): 3}
    change(world, state="accepted", settled_at=MADE, lease_expires_at=None)
    change(world, opened_at=MADE, clicked_at=MADE)
    change(world, released_at=MADE)
    assert sums(world) == {("accepted", ""): 3, ("opened", ""): 3, ("clicked", ""): 3}
    assert jobs.recount(world.stream.pk) == []


def test_ends_are_counted_with_their_reason_and_taken_back_with_it(world: World) -> None:
    world.queue(2, node="s1", created_at=MADE)
    change(world, state="skipped", reason="no_consent", settled_at=MADE)
    assert sums(world) == {("skipped", "no_consent"): 2}
    change(world, reason="suppressed")
    assert sums(world) == {("skipped", "suppressed"): 2}
    Message.objects.in_workspace(world.workspace).all().delete()
    assert sums(world) == {}


def test_a_statement_that_changes_no_number_appends_nothing(world: World) -> None:
    world.queue(2, node="s1", created_at=MADE)
    rows = MessageCounter.objects.in_workspace(world.workspace).count()
    change(world, not_before=MADE + timedelta(days=1))
    assert MessageCounter.objects.in_workspace(world.workspace).count() == rows == 1


def test_the_timeline_has_each_number_in_its_own_hour_then_day(world: World) -> None:
    Workspace.objects.filter(pk=world.workspace.pk).update(timezone="Asia/Kathmandu")
    world.queue(2, node="s1", created_at=MADE)
    change(world, state="accepted", settled_at=MADE)
    change(world, opened_at=MADE + timedelta(hours=9))
    assert jobs.compact() == 1
    days = MessageTimeline.objects.in_workspace(world.workspace).order_by("at", "metric")
    # MADE is 16:05 of 2 March in Kathmandu, and the opens are of 01:05 of the next day.
    assert list(days.values_list("metric", "span", "at", "number")) == [
        ("accepted", 2, datetime(2026, 3, 1, 18, 15, tzinfo=UTC), 2),
        ("opened", 2, datetime(2026, 3, 2, 18, 15, tzinfo=UTC), 2),
    ]
    before = sums(world)
    assert jobs.compact() == 0
    assert sums(world) == before == {("accepted", ""): 2, ("opened", ""): 2}


def test_a_recount_repairs_one_stream_and_leaves_the_others(world: World) -> None:
    world.queue(2, node="s1", created_at=MADE)
    other = make_stream(world.workspace)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_messagecounter SET delta = 7")
    assert jobs.recount(other.pk, repair=True) == []
    [found] = jobs.recount(world.stream.pk, repair=True)
    assert (found.node, found.counter, found.missing) == ("s1", "queued", -5)
    assert sums(world) == {("queued", ""): 2}
    assert jobs.recount(world.stream.pk) == []
