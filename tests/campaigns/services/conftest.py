"""What the tests of the services start from."""

import pytest

from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace() -> Workspace:
    """A workspace with three contacts."""
    workspace = make_workspace()
    make_contacts(workspace, 3)
    return workspace
