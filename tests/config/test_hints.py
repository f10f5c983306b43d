"""A worker drops the hints that a later run of the same task has answered, and no others."""

import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from celery import Celery
from kombu import Connection, Queue
from kombu.utils.imports import symbol_by_name

from config import hints
from config.celery import app
from config.hints import Hint

TASK = "campaigns.tasks.run_engine"


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """When which task last began: none yet."""
    moments: dict[str, float] = {}
    monkeypatch.setattr(hints, "_begun", moments)
    return moments


@pytest.fixture
def connection() -> Iterator[Connection]:
    app.loader.import_default_modules()
    with Connection("memory://") as connection:
        yield connection


def received(connection: Connection, **options: Any) -> Hint:
    """A message that was sent to a worker, as the worker holds it."""
    queue = Queue("hints")
    with app.amqp.Producer(connection) as producer:
        app.send_task(TASK, **{"expires": 30, **options}, producer=producer, queue=queue)
    message = queue(connection.channel()).get(no_ack=True)
    assert message is not None
    return Hint(message, app=cast("Celery[Any]", app), task=app.tasks[TASK], headers=message.headers, body=message.body)


def accept(hint: Hint) -> None:
    """As when a process of the pool has begun it."""
    hint.on_accepted(pid=1, time_accepted=time.monotonic())


def test_what_was_sent_before_the_task_began_is_dropped_and_what_comes_later_is_not(connection: Connection) -> None:
    first, second = received(connection), received(connection)
    assert (first.maybe_expire(), second.maybe_expire()) == (None, None)
    accept(first)
    assert second.maybe_expire()
    assert not received(connection).maybe_expire()


def test_a_hint_of_one_thing_is_not_answered_by_a_look_at_everything(connection: Connection) -> None:
    about_one = received(connection, args=("one",))
    accept(received(connection))
    assert not about_one.maybe_expire()
    general = received(connection)
    accept(about_one)
    assert not general.maybe_expire()


def test_each_task_answers_for_itself(connection: Connection, begun: dict[str, float]) -> None:
    begun["campaigns.tasks.run_triggers"] = time.time() + 60
    assert not received(connection).maybe_expire()


def test_an_old_one_is_dropped_unanswered(connection: Connection) -> None:
    assert received(connection, expires=-1).maybe_expire()


def test_a_message_of_an_older_release_is_taken(connection: Connection) -> None:
    hint = received(connection)
    del hint.request_dict["sent_at"]
    accept(hint)
    assert not hint.maybe_expire()


def test_every_task_is_received_so() -> None:
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert [task.name for task in ours if symbol_by_name(task.Request) is not Hint] == []
