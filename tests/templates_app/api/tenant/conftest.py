"""A workspace and callers for the tests of templates over the tenant API."""

import pytest
from django.test import Client

from tests.campaigns.api.client import Caller
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import Role, User, Workspace


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    """A key of acme with every scope."""
    return Caller(make_api_key(acme)[1])


def signed_in(user: User) -> Caller:
    """A person in the browser."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return Caller(client=client)


@pytest.fixture
def admin(acme: Workspace) -> Caller:
    return signed_in(make_member(acme, Role.ADMIN))


@pytest.fixture
def editor(acme: Workspace) -> Caller:
    return signed_in(make_member(acme, Role.EDITOR))
