"""Workspaces, members and keys for tests, made through the services that make them in production."""

from itertools import count

from workspaces.models import ApiKey, Role, Scope, User, Workspace
from workspaces.services import Actor, api_key_create, member_add, workspace_create

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_workspace(slug: str | None = None, **fields: str) -> Workspace:
    """A workspace without members."""
    slug = slug or f"workspace-{next(_numbers)}"
    return workspace_create(name=fields.pop("name", slug.title()), slug=slug, **fields)


def make_user(email: str | None = None, *, password: str = PASSWORD, **fields: bool) -> User:
    """Somebody who can sign in with PASSWORD."""
    return User.objects.create_user(email or f"user{next(_numbers)}@example.com", password, **fields)


def make_member(workspace: Workspace, role: Role = Role.EDITOR, user: User | None = None) -> User:
    """A member of the workspace."""
    user = user or make_user()
    member_add(workspace=workspace, user=user, role=role, actor=Actor.system())
    return user


def make_api_key(workspace: Workspace, *scopes: str, name: str = "Tests") -> tuple[ApiKey, str]:
    """A key and its plaintext; every scope unless some are named."""
    return api_key_create(workspace=workspace, name=name, scopes=scopes or Scope.values, actor=Actor.system())
