"""The buffered senders: nothing that was taken is lost without a word."""

import asyncio
import gc
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from campanile import (
    ApiError,
    AsyncClient,
    BufferFull,
    CampanileError,
    Client,
    EventSender,
    NetworkError,
    UndeliveredEvents,
)
from campanile.models import EventFields, EventRow, EventsTaken
from contacts.models import Event
from workspaces.models import Workspace

SOURCES = Path(__file__).parents[3] / "clients" / "python" / "src"
ADA = {"email": "ada@example.com"}


def took(events: Sequence[EventFields], *refused: int) -> EventsTaken:
    rows = [
        EventRow(place, "refused" if place in refused else "recorded", f"evt_{place}", ())
        for place in range(len(events))
    ]
    return EventsTaken(len(events) - len(refused), 0, len(refused), tuple(rows))


class Server:
    """Takes lists of events, unless it is told to fail."""

    def __init__(self) -> None:
        self.batches: list[list[EventFields]] = []
        self.failures: list[CampanileError] = []
        self.refused: tuple[int, ...] = ()
        self.heard = threading.Event()

    def bulk(self, events: Sequence[EventFields]) -> EventsTaken:
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append(list(events))
        self.heard.set()
        return took(events, *self.refused)

    def names(self) -> list[str]:
        return [event["name"] for batch in self.batches for event in batch]


def run_program(program: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCES), "PYTHONWARNINGS": "ignore", **variables}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)


def sender_of(server: Server, **options: Any) -> EventSender:
    return EventSender(server.bulk, **{"batch": 3, "every": 3600.0, "most_waiting": 10, **options})


def test_events_reach_the_real_server_when_the_block_ends(client: Client, acme: Workspace) -> None:
    told: list[tuple[Any, EventRow]] = []
    with client.events.sender(batch=2, on_refused=lambda event, row: told.append((event["name"], row))) as sender:
        keys = [sender.send(name=f"step {number}", **ADA) for number in range(5)]
        lost = sender.send(name="lost", email="nobody@example.com")
    stored = Event.objects.in_workspace(acme).order_by("occurred_at")
    assert [event.name for event in stored] == [f"step {number}" for number in range(5)]
    assert len({*keys, lost}) == 6
    assert [(name, row.errors[0].field) for name, row in told] == [("lost", "email")]


def test_a_full_batch_is_sent_at_once() -> None:
    server = Server()
    with sender_of(server) as sender:
        for number in range(3):
            sender.send(name=f"{number}", **ADA)
        assert server.heard.wait(30)
    assert server.names() == ["0", "1", "2"]


def test_what_waits_is_sent_after_a_while() -> None:
    server = Server()
    with sender_of(server, every=0.01) as sender:
        sender.send(name="alone", **ADA)
        assert server.heard.wait(30)


def test_each_event_has_a_key_and_a_moment_of_its_own() -> None:
    server = Server()
    with sender_of(server) as sender:
        key = sender.send(name="a", **ADA)
        assert sender.send(name="b", key="order-1", occurred_at="2026-01-01T00:00:00Z", **ADA) == "order-1"
    (first, second) = server.batches[0]
    assert (first["key"], second["key"], second["occurred_at"]) == (key, "order-1", "2026-01-01T00:00:00Z")
    assert isinstance(first["occurred_at"], datetime)


def test_events_wait_while_the_server_is_away() -> None:
    server = Server()
    server.failures = [NetworkError("away"), ApiError("busy", status_code=503, code="SERVICE_UNAVAILABLE")]
    sender = sender_of(server)
    sender.send(name="a", **ADA)
    with pytest.raises(NetworkError):
        sender.flush()
    with pytest.raises(ApiError):
        sender.flush()
    assert sender.waiting == 1
    sender.flush()
    assert (sender.waiting, server.names()) == (0, ["a"])
    sender.close()


def test_what_can_not_be_delivered_comes_back_when_it_is_closed() -> None:
    server = Server()
    server.failures = [NetworkError("away")]
    sender = sender_of(server)
    sender.send(name="a", **ADA)
    with pytest.raises(UndeliveredEvents) as left:
        sender.close()
    assert [event["name"] for event in left.value.events] == ["a"]
    assert isinstance(left.value.__cause__, NetworkError)
    sender.close()
    with pytest.raises(CampanileError, match="closed"):
        sender.send(name="b", **ADA)


def test_a_batch_that_is_refused_as_a_whole_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.failures = [ApiError("too large", status_code=413, code="PAYLOAD_TOO_LARGE")]
    sender = sender_of(server, batch=1)
    sender.send(name="large", **ADA)
    sender.send(name="small", **ADA)
    with pytest.raises(UndeliveredEvents) as left:
        sender.flush()
    assert ([event["name"] for event in left.value.events], server.names()) == (["large"], ["small"])
    assert "refused as a whole" in caplog.text
    sender.close()


def test_refused_events_are_logged_where_nobody_asks_for_them(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.refused = (1,)
    with caplog.at_level(logging.WARNING, "campanile"), sender_of(server) as sender:
        sender.send(name="a", **ADA)
        sender.send(name="b", key="k2", **ADA)
    assert "The event 'b' (key k2) was refused" in caplog.text
    assert "ada@example.com" not in caplog.text


def test_a_callback_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.refused = (0,)
    with sender_of(server, batch=1, on_refused=lambda event, row: 1 / 0) as sender:
        sender.send(name="a", **ADA)
        sender.send(name="b", **ADA)
        sender.flush()
    assert server.names() == ["a", "b"]
    assert "on_refused failed" in caplog.text


def test_a_full_buffer_and_what_no_json_says_are_refused_at_once() -> None:
    server = Server()
    server.failures = [NetworkError("away")] * 20
    sender = sender_of(server, batch=2, most_waiting=2)
    sender.send(name="a", **ADA)
    for wrong in (
        {"name": ""},
        {"name": "x", "properties": {"a": object()}},
        {"name": "x", "properties": {"a": 1e999}},
    ):
        with pytest.raises(CampanileError):
            sender.send(**ADA, **wrong)
    with pytest.raises(CampanileError, match="time zone"):
        sender.send(name="x", occurred_at=datetime(2026, 1, 1), **ADA)  # noqa: DTZ001 - that is the point
    sender.send(name="b", **ADA)
    with pytest.raises(BufferFull):
        sender.send(name="c", **ADA)
    server.failures = []
    sender.close()
    assert server.names() == ["a", "b"]


def test_a_forked_child_begins_with_an_empty_buffer() -> None:
    program = (
        "import os, campanile\n"
        "client = campanile.Client('cmk_x', base_url='http://127.0.0.1:1', retries=0)\n"
        "sender = client.events.sender(every=3600)\n"
        "sender.send(name='the parent\\'s', email='ada@example.com')\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(sender.waiting)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), sender.waiting)\n"
    )
    assert run_program(program).stdout == "0 1\n"


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_program_sends_what_is_left(server: str, key: str, acme: Workspace) -> None:
    program = (
        "from campanile import Client\n"
        "sender = Client().events.sender(every=3600)\n"
        "sender.send(name='last words', email='ada@example.com')\n"
    )
    done = run_program(program, CAMPANILE_URL=server, CAMPANILE_API_KEY=key)
    assert (done.stdout, done.stderr) == ("", "")
    assert [event.name for event in Event.objects.in_workspace(acme)] == ["last words"]


def test_the_end_of_the_program_says_what_it_could_not_send() -> None:
    program = (
        "import campanile\n"
        "client = campanile.Client('cmk_x', base_url='http://127.0.0.1:1', retries=0)\n"
        "sender = client.events.sender(every=3600)\n"
        "sender.send(name='last words', email='ada@example.com')\n"
    )
    assert "1 event(s) could not be delivered when the program ended" in run_program(program).stderr


def test_the_async_sender(server: str, key: str, acme: Workspace, no_loop_running: None) -> None:
    async def run() -> None:
        async with AsyncClient(key, base_url=server) as client, client.events.sender(batch=2, every=3600) as sender:
            for number in range(3):
                sender.send(name=f"step {number}", **ADA)
            await sender.flush()
            assert sender.waiting == 0
            sender.send(name="at the end", **ADA)

    asyncio.run(run())
    names = {event.name for event in Event.objects.in_workspace(acme)}
    assert names == {"step 0", "step 1", "step 2", "at the end"}


def test_the_async_sender_loses_nothing_silently(caplog: pytest.LogCaptureFixture, no_loop_running: None) -> None:
    async def run() -> list[str]:
        async with AsyncClient("cmk_x", base_url="http://127.0.0.1:1", retries=0) as client:
            sender = client.events.sender(every=3600, batch=1, most_waiting=1)
            sender.send(name="a", **ADA)
            with pytest.raises(BufferFull):
                sender.send(name="b", **ADA)
            with pytest.raises(NetworkError):
                await sender.flush()
            with pytest.raises(UndeliveredEvents) as left:
                await sender.aclose()
            with pytest.raises(CampanileError, match="closed"):
                sender.send(name="c", **ADA)
            return [event["name"] for event in left.value.events]

    assert asyncio.run(run()) == ["a"]


def test_an_async_sender_that_nobody_closed_says_so(caplog: pytest.LogCaptureFixture, no_loop_running: None) -> None:
    async def leave_one() -> None:
        async with AsyncClient("cmk_x", base_url="http://127.0.0.1:1", retries=0) as client:
            client.events.sender(every=3600).send(name="a", **ADA)

    def run() -> None:
        asyncio.run(leave_one())
        gc.collect()

    with pytest.warns(ResourceWarning, match=r"1 event\(s\) were not sent"):
        run()
    assert "the sender was not closed" in caplog.text
