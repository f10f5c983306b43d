"""A workspace, a caller and a contact for the tests of events over the API."""

import pytest

from contacts.models import Contact
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    """A key of acme with every scope."""
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def ada(acme: Workspace) -> Contact:
    return make_contact(acme, email="Ada@example.com", external_id="customer-17", phone="+436641234567")
