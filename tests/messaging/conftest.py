"""Kept provider sessions end with each test; a second connection to the test's database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from messaging.delivery.sessions import close_all
from tests.messaging.smtp_server import Server, smtp_server
from tests.messaging.world import World, make_world


@pytest.fixture(autouse=True)
def _no_kept_sessions() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def other_connection() -> Callable[[], AbstractContextManager[psycopg.Cursor]]:
    """A transaction on a connection of its own, rolled back at its end."""

    @contextmanager
    def opened() -> Iterator[psycopg.Cursor]:
        with psycopg.connect(**_parameters()) as own, own.cursor() as cursor:
            yield cursor
            own.rollback()

    return opened


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server that behaves; give it a script to change that."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def world(server: Server) -> World:
    """Its sender sends to `server`."""
    return make_world(server.port)
