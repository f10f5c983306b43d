"""What is noted of a worker whose children are all at work, and when that is no longer believed."""

from types import SimpleNamespace
from typing import Any

import pytest

from config.pulse import BELIEVED_SECONDS, Pulse
from workspaces.models import ProcessHeartbeat, ProcessRole
from workspaces.services.heartbeats import heartbeat_record

pytestmark = pytest.mark.django_db


def pulse(*begun: float | None, queues: tuple[str, ...] = ("delivery",)) -> Pulse:
    """Of a worker with two children and tasks that began at these moments; None: not yet."""
    requests: list[Any] = [SimpleNamespace(time_start=moment) for moment in begun]
    return Pulse(queues, 2, lambda: requests)


@pytest.mark.parametrize(
    ("begun", "is_busy"),
    [
        ((100.0, 40.0), True),
        ((100.0,), False),
        ((100.0, None), False),
        ((), False),
        # One of them still takes up new tasks.
        ((100.0, 100.0 - BELIEVED_SECONDS), True),
        ((99.0 - BELIEVED_SECONDS, 99.0 - BELIEVED_SECONDS), False),
    ],
)
def test_a_worker_is_busy_while_all_children_work_and_do_not_hang(
    begun: tuple[float | None, ...], is_busy: bool
) -> None:
    heartbeat_record(role=ProcessRole.DELIVERY)
    assert pulse(*begun).beat(100.0) is is_busy
    assert ProcessHeartbeat.objects.filter(busy_at=None).exists() is not is_busy


def test_a_worker_stands_for_the_queues_that_it_serves() -> None:
    for role in ProcessRole:
        heartbeat_record(role=role)
    assert pulse(1.0, 2.0, queues=("campanile", "delivery", "another")).beat(3.0)
    busy = ProcessHeartbeat.objects.exclude(busy_at=None).values_list("role", flat=True)
    assert sorted(busy) == ["delivery", "worker"]
