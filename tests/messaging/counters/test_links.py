"""Counters of links: whatever happens to followed links, the report says what a count of them would."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.services import contact_merge, contacts_erase
from messaging.counters import jobs
from messaging.models import LinkClick, LinkCounter, Message
from messaging.selectors import FollowedLink, stream_links
from messaging.services.facts import message_clicked
from messaging.tracking.visitors import Visitor
from tests.concurrent import beside, held_open, until_waiting
from tests.messaging.world import World, make_world
from workspaces.services import Actor

ACTOR = Actor.system("test")
# As the report was counted from the followed links themselves.
_COUNTED = """
SELECT url, count(*) FILTER (WHERE clicks > 0), sum(clicks)::integer, sum(machine_clicks)::integer
FROM (
    SELECT url, contact_id, sum(clicks) AS clicks, sum(machine_clicks) AS machine_clicks
    FROM messaging_linkclick WHERE stream_id = %s GROUP BY url, contact_id
) AS followed
GROUP BY url
ORDER BY 2 DESC, 3 DESC, 4 DESC, url
"""


def agreed(world: World) -> list[FollowedLink]:
    """What the report tells, which is what the rows come to."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [world.stream.pk])
        counted = [FollowedLink(*row) for row in cursor.fetchall()]
    told = stream_links(workspace_id=world.workspace.pk, stream_id=world.stream.pk, limit=100)
    assert (list(told.links), told.others) == (counted, 0)
    assert jobs.recount(world.stream.pk) == []
    return counted


_CLICK = st.tuples(st.just("click"), st.integers(0, 8), st.integers(0, 3), st.sampled_from([*Visitor]))
_OTHER = st.tuples(
    st.sampled_from(["fold", "erase", "merge", "delete", "long ago"]), st.integers(0, 8), st.just(0), st.none()
)


@pytest.mark.django_db
@settings(max_examples=15)
@given(deeds=st.lists(st.one_of(_CLICK, _CLICK, _CLICK, _OTHER), min_size=5, max_size=25))
def test_the_report_is_what_a_count_would_say(deeds: list[tuple[str, int, int, Visitor | None]]) -> None:
    world = make_world(port=1)
    people = world.contacts(3)
    messages = [message for node in ("n1", "n2", "n3") for message in world.queue_for(people, node=node)]
    for deed, which, link, by in deeds:
        _do(world, messages[which], deed, link, by)
        agreed(world)
    jobs.compact()
    links = agreed(world)
    assert LinkCounter.objects.in_workspace(world.workspace).count() == len(links)


@pytest.mark.django_db(transaction=True)
def test_a_contact_who_follows_a_link_twice_at_once_counts_once() -> None:
    world = make_world(port=1)
    [ada] = world.contacts(1)
    first, second = (world.queue_for([ada], node=node)[0] for node in ("n1", "n2"))

    def follow(message: Message) -> None:
        message_clicked(message_id=message.pk, url="https://shop.example/sale")

    with held_open(lambda: follow(first)) as commit, beside(lambda: follow(second)) as other:
        until_waiting(other)
        commit()
        other.result()
    assert agreed(world) == [FollowedLink("https://shop.example/sale", 1, 2, 0)]


def _do(world: World, message: Message, deed: str, link: int, by: Visitor | None) -> None:
    clicks = LinkClick.objects.in_workspace(world.workspace)
    row = Message.objects.in_workspace(world.workspace).filter(pk=message.pk).select_related("contact").first()
    if deed == "click" and by is not None:
        message_clicked(message_id=message.pk, url=f"https://shop.example/{link}", by=by)
    elif deed == "fold":
        jobs.compact()
    elif deed == "delete":
        clicks.filter(message_id=message.pk).delete()
    elif deed == "long ago":
        clicks.filter(clicked_at__isnull=False).update(clicked_at=world.workspace.created_at - timedelta(days=1))
    elif deed == "erase" and row is not None:
        contacts_erase(workspace=world.workspace, contact_ids=[row.contact_id], actor=ACTOR)
    elif row is not None:
        others = Message.objects.in_workspace(world.workspace).exclude(contact_id=row.contact_id)
        if (other := others.select_related("contact").first()) is not None:
            contact_merge(target=row.contact, source=other.contact, actor=ACTOR)
