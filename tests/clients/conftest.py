"""A workspace with a key, two servers (the real one, and one that misbehaves by a script), and a call of a webhook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.clients.loopback import Loopback
from tests.factories.contacts import make_contact
from tests.factories.webhooks import HEADERS, SYSTEM, make_endpoint
from tests.factories.workspaces import make_api_key, make_workspace
from tests.workspaces.http.servers import answer, header, serving
from workspaces.models import Workspace
from workspaces.outbound import stage
from workspaces.services.webhooks import endpoint_rotate


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


@dataclass(frozen=True)
class Told:
    """A call as it reached an endpoint whose secret was rotated just before: signed by both."""

    body: bytes
    headers: dict[str, str]
    secret: str
    previous: str


@pytest.fixture
def told(acme: Workspace, settings: Any) -> Told:
    """Of the contact grace@example.com, who is new."""
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    with serving(answer("204 No Content")) as receiver:
        made = make_endpoint(acme, "contact.created", url=receiver.url())
        fresh = endpoint_rotate(endpoint=made.endpoint, actor=SYSTEM)
        make_contact(acme, email="grace@example.com", first_name="Zoë")
        assert stage.run() == (1, False)
    [request] = receiver.requests
    headers = {name: header(request, name) for name in HEADERS}
    return Told(request.partition(b"\r\n\r\n")[2], headers, fresh.secret, made.secret)
