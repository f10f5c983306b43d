"""Opens and clicks as facts: by people and by machines, and bursts that nobody clicks."""

from datetime import timedelta

import pytest

from messaging.counters import jobs
from messaging.models import LinkClick, Message, MessageCounter
from messaging.services.facts import message_clicked, message_opened, message_reported
from messaging.tracking.visitors import Visitor
from tests.concurrent import beside, held_open, until_waiting
from tests.messaging.world import World

pytestmark = pytest.mark.django_db(transaction=True)
URLS = [f"https://shop.example/{number}" for number in range(4)]


@pytest.fixture
def message(world: World) -> Message:
    [message] = world.queue(1)
    return message


def clicks_of(message: Message) -> list[tuple[bool, int, int]]:
    """Of each link: whether a person followed it, and how often people and machines did."""
    rows = LinkClick.objects.in_workspace(message.workspace_id).order_by("url")
    return [(row.clicked_at is not None, row.clicks, row.machine_clicks) for row in rows]


def counted(message: Message) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in MessageCounter.objects.in_workspace(message.workspace_id):
        found[row.metric] = found.get(row.metric, 0) + row.delta
    return {metric: number for metric, number in found.items() if number}


def test_two_links_at_once_are_a_persons(message: Message) -> None:
    for url in URLS[:2]:
        message_clicked(message_id=message.pk, url=url)
    message_clicked(message_id=message.pk, url=URLS[0])
    message.refresh_from_db()
    assert clicks_of(message) == [(True, 2, 0), (True, 1, 0)]
    assert (message.clicked_at is not None, message.machine_clicked_at, message.machine) == (True, None, "")


def test_a_burst_over_many_links_was_a_bots_from_its_first_click_on(message: Message) -> None:
    for url in URLS:
        message_clicked(message_id=message.pk, url=url)
    message.refresh_from_db()
    assert clicks_of(message) == [(False, 0, 1)] * 4
    assert (message.clicked_at, message.opened_at, message.machine) == (None, None, "bot")
    assert message.machine_clicked_at is not None
    assert counted(message) == {"queued": 1, "auto_clicked": 1}
    assert jobs.recount(message.stream_id) == []


def test_a_burst_takes_nothing_from_who_opened_and_clicked_before(message: Message) -> None:
    message_opened(message_id=message.pk)
    message_clicked(message_id=message.pk, url=URLS[0])
    rows = Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk)
    message.refresh_from_db()
    opened, clicked = (moment and moment - timedelta(hours=1) for moment in (message.opened_at, message.clicked_at))
    rows.update(opened_at=opened, clicked_at=clicked)
    LinkClick.objects.in_workspace(message.workspace_id).update(clicked_at=clicked)
    for url in URLS[1:]:
        message_clicked(message_id=message.pk, url=url)
    message.refresh_from_db()
    assert clicks_of(message) == [(True, 1, 0), (False, 0, 1), (False, 0, 1), (False, 0, 1)]
    assert (message.opened_at, message.clicked_at) == (opened, clicked)
    assert counted(message) == {"queued": 1, "opened": 1, "clicked": 1, "auto_clicked": 1}


def test_of_a_burst_in_parallel_the_last_click_sees_the_others(message: Message) -> None:
    message_clicked(message_id=message.pk, url=URLS[0])

    def second() -> None:
        message_clicked(message_id=message.pk, url=URLS[1])

    def third() -> None:
        message_clicked(message_id=message.pk, url=URLS[2])

    with held_open(second) as commit, beside(third) as last:
        until_waiting(last)
        commit()
        last.result(30)
    assert clicks_of(message) == [(False, 0, 1)] * 3


def test_machines_are_counted_apart_and_the_counters_equal_a_recount(message: Message) -> None:
    message_opened(message_id=message.pk, by=Visitor.PROXY)
    message_clicked(message_id=message.pk, url=URLS[0], by=Visitor.BOT)
    assert counted(message) == {"queued": 1, "auto_opened": 1, "auto_clicked": 1}
    message_clicked(message_id=message.pk, url=URLS[0])
    assert counted(message) == {"queued": 1, "auto_opened": 1, "auto_clicked": 1, "opened": 1, "clicked": 1}
    assert jobs.recount(message.stream_id) == []
    message.refresh_from_db()
    assert message.machine == "proxy"


def test_a_message_that_is_gone_notes_nothing(message: Message) -> None:
    Message.objects.in_workspace(message.workspace_id).all().delete()
    message_opened(message_id=message.pk)
    message_clicked(message_id=message.pk, url=URLS[0])
    assert clicks_of(message) == []


def test_what_is_put_away_unread_is_counted_once(message: Message) -> None:
    for _ in range(2):
        message_reported(message_id=message.pk, fact="dismissed")
    assert counted(message) == {"queued": 1, "dismissed": 1}
    assert jobs.recount(message.stream_id) == []
