"""Fixtures of the chaos tests: a server, a campaign that sends to it, and workers on the test's own database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.crew import Crew
from tests.chaos.history import kept_history
from tests.chaos.post_office import PostOffice
from tests.chaos.scene import Scene, make_scene


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A running SMTP server; tests may set its `script`."""
    server = PostOffice(pipelining=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def scene(transactional_db: None, office: PostOffice) -> Iterator[Scene]:
    """A draft for 500 contacts; every change of its rows is recorded."""
    with kept_history():
        yield make_scene(office, port=office.port)


@pytest.fixture
def crew(transactional_db: None, tmp_path: Path) -> Iterator[Crew]:
    """Starts workers, and sees to it that none survives the test."""
    made = Crew(tmp_path)
    yield made
    made.end()
