"""What the tests of moves start from."""

from typing import Any

import pytest

from tests.factories.campaigns import default_sender
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    """A workspace with three contacts."""
    workspace = make_workspace()
    make_contacts(workspace, 3)
    return workspace


@pytest.fixture
def template(workspace: Workspace) -> Any:
    """A published template, and a sender to send from."""
    default_sender(workspace)
    return make_published(workspace)[0]
