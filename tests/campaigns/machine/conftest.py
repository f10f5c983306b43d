"""Fixtures of the state machine: its scene on a database with a virtual clock, where every change is recorded."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from campaigns.webhooks import attempt
from tests.campaigns.machine.clock import clock_set, virtual_clock
from tests.campaigns.machine.machine import EngineMachine
from tests.campaigns.machine.scene import Scene
from tests.chaos.history import kept_history
from workspaces import ids


@pytest.fixture
def machine(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[type[EngineMachine]]:
    """The machine's class, ready to be run."""
    monkeypatch.setattr(ids, "uuid_utils", ids.uuid_utils)
    with kept_history(), virtual_clock():
        clock_set(timedelta(0))
        EngineMachine.scene = Scene()
        # One call at a time, so that examples can be run again.
        settings.WEBHOOK_CONCURRENCY = 1
        monkeypatch.setattr(attempt, "call", EngineMachine.scene.caller)
        yield EngineMachine
        EngineMachine.scene.close()
