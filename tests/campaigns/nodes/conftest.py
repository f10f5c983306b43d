"""Fixtures of the tests that run nodes on PostgreSQL."""

import pytest

from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()
