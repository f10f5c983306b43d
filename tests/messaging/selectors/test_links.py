"""The report of links: contacts once each, all their clicks, and machines apart."""

import pytest

from messaging.selectors import FollowedLink, LinkReport, stream_links
from messaging.services.facts import message_clicked
from messaging.tracking.visitors import Visitor
from tests.factories.messaging import make_stream
from tests.messaging.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SALE, DOCS, TERMS = (f"https://shop.example/{name}" for name in ("sale", "docs", "terms"))


@pytest.fixture
def followed(world: World) -> World:
    """The first contact has two messages and follows the sale in both; a scanner follows the terms."""
    first, second = contacts = world.contacts(2)
    mine, other = world.queue_for(contacts)
    [again] = world.queue_for([first], node="n2")
    for message in (mine, mine, again, other):
        message_clicked(message_id=message.pk, url=SALE)
    message_clicked(message_id=other.pk, url=DOCS)
    for _ in range(3):
        message_clicked(message_id=mine.pk, url=TERMS, by=Visitor.BOT)
    elsewhere = make_stream(world.workspace)
    world.stream, ours = elsewhere, world.stream
    [foreign] = world.queue_for([second])
    world.stream = ours
    message_clicked(message_id=foreign.pk, url=DOCS)
    return world


def report(world: World, limit: int) -> LinkReport:
    return stream_links(workspace_id=world.workspace.pk, stream_id=world.stream.pk, limit=limit)


def test_links_are_told_by_how_many_followed_them(followed: World) -> None:
    links = (FollowedLink(SALE, 2, 4, 0), FollowedLink(DOCS, 1, 1, 0), FollowedLink(TERMS, 0, 0, 3))
    assert report(followed, 10) == LinkReport(links, 0)
    assert report(followed, 1) == LinkReport(links[:1], 2)


def test_a_stream_without_clicks_has_no_links(world: World) -> None:
    assert report(world, 10) == LinkReport((), 0)
