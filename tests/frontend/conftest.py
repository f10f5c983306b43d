"""Fixtures of the page tests: signed-in clients, and pages that render without a built frontend."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.workspaces import make_member, make_workspace
from tests.frontend.assets import leave_out_assets
from workspaces.models import Role, Workspace

SignIn = Callable[[Workspace, Role], Client]


@pytest.fixture(autouse=True)
def _no_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out_assets(monkeypatch)


@pytest.fixture
def workspace(db: None) -> Workspace:
    """A workspace called Acme."""
    return make_workspace("acme", name="Acme")


@pytest.fixture
def signed_in() -> SignIn:
    """Makes a client signed in as a new member with a role."""

    def sign_in(workspace: Workspace, role: Role = Role.EDITOR) -> Client:
        client = Client()
        client.force_login(make_member(workspace, role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def editor(workspace: Workspace, signed_in: SignIn) -> Client:
    """A client signed in as an editor of Acme."""
    return signed_in(workspace, Role.EDITOR)


@pytest.fixture
def viewer(workspace: Workspace, signed_in: SignIn) -> Client:
    """A client signed in as a viewer of Acme."""
    return signed_in(workspace, Role.VIEWER)
