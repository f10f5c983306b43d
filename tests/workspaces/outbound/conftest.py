"""A workspace whose endpoints may stand on this machine."""

from typing import Any

import pytest

from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()
