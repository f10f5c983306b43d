"""Every operation of the API takes the scope and the role that its description names, and no other and no lower one."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.acceptance.described import of_nothing, operations
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import Role, Scope, Workspace

_NEED = re.compile(r"Needs the scope `([\w:]+)`; a member needs the role (\w+)\.")


@pytest.fixture
def workspace(db: None, settings: Any) -> Workspace:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return make_workspace("acme-corp")


def needs() -> Iterator[tuple[str, str, Scope, Role]]:
    """Method, address, and what is needed; ids that nothing has, in the workspace that there is."""
    for operation in operations():
        found = _NEED.search(operation.described["description"])
        assert found is not None, operation.label
        security = operation.described["security"]
        assert {scope for each in security for scopes in each.values() for scope in scopes} == {found[1]}
        yield operation.method, of_nothing(operation.path), Scope(found[1]), Role(found[2])


def refused(client: Client, method: str, address: str, **headers: str) -> bool:
    """Whether the caller lacks the right; anything else, such as an id that nothing has, comes after."""
    answer = client.generic(method, address, "{}", "application/json", headers=headers)
    assert answer.status_code != 401, address
    return answer.status_code == 403


def test_keys(workspace: Workspace, client: Client) -> None:
    alone = {scope: make_api_key(workspace, scope)[1] for scope in Scope}
    others = {scope: make_api_key(workspace, *set(Scope) - {scope})[1] for scope in Scope}
    for method, address, scope, _ in needs():
        assert refused(client, method, address, authorization=f"Bearer {others[scope]}"), (method, address)
        assert not refused(client, method, address, authorization=f"Bearer {alone[scope]}"), (method, address)


def test_members(workspace: Workspace) -> None:
    members = {role: Client() for role in sorted(Role, key=lambda role: role.rank)}
    for role, client in members.items():
        client.force_login(make_member(workspace, role), backend="django.contrib.auth.backends.ModelBackend")
    for method, address, _, needed in needs():
        for role, client in members.items():
            assert refused(client, method, address) is not role.covers(needed), (method, address, role)
