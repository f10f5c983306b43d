"""A workspace and its callers for the tests of the Workspace API."""

from unittest.mock import ANY

import pytest

from campaigns.models import Campaign
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import chain, make_campaign
from tests.workspaces.api.workspace.client import key_of, member_of
from workspaces.models import Role, Workspace

WAIT = ("w", "wait", {"duration": {"value": 1, "unit": "days"}})
ANYTHING = ANY


@pytest.fixture
def api(acme: Workspace) -> Caller:
    """A key of acme with every scope."""
    return key_of(acme)


@pytest.fixture
def editor(acme: Workspace) -> Caller:
    """A signed-in editor of acme."""
    return member_of(acme, Role.EDITOR)


@pytest.fixture
def viewer(acme: Workspace) -> Caller:
    """A signed-in viewer of acme."""
    return member_of(acme, Role.VIEWER)


@pytest.fixture
def campaign(acme: Workspace) -> Campaign:
    """A draft that waits a day."""
    return make_campaign(acme, chain(WAIT), name="Welcome")
