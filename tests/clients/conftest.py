"""A workspace with a key, and two servers: the real one, and one that misbehaves by a script."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.clients.loopback import Loopback
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace


@pytest.fixture
def acme(transactional_db: None) -> Workspace:
    """A workspace with the contact ada@example.com."""
    workspace = make_workspace("acme-corp")
    make_contact(workspace, email="ada@example.com", external_id="customer-17", first_name="Ada", tags=["vip"])
    return workspace


@pytest.fixture
def key(acme: Workspace) -> str:
    """A key of that workspace with all scopes."""
    return make_api_key(acme)[1]


@pytest.fixture
def server(live_server: LiveServer, settings: Any) -> str:
    """The address of the real server."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A server that answers by a script and remembers what it was asked."""
    with Loopback() as opened:
        yield opened
