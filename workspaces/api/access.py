"""Who is calling, which workspaces they may enter, and what they may do there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn
from uuid import UUID

from workspaces.errors import InvalidInput, NotFound, PermissionRefused
from workspaces.models import ApiKey, Membership, Role, Scope, User, Workspace
from workspaces.services import Actor


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation asks for: a scope of a key, a role of a person."""

    scope: Scope
    role: Role


@dataclass(frozen=True, slots=True)
class Grant:
    """One workspace that the caller may enter, as a key with scopes or as a member with a role."""

    workspace: Workspace
    scopes: frozenset[str] | None = None
    role: Role | None = None

    def require(self, need: Need) -> None:
        """Raises PermissionRefused that says what is missing."""
        if self.scopes is not None and need.scope not in self.scopes:
            raise PermissionRefused(f"This API key lacks the scope {need.scope.value}.")
        if self.role is not None and not self.role.covers(need.role):
            raise PermissionRefused(f"This needs the role {need.role.value}; yours is {self.role.value}.")


@dataclass(frozen=True, slots=True)
class Access:
    """An authenticated caller. `subject` names them for rate limits, `owner` whose repeated requests are alike."""

    actor: Actor
    subject: str
    owner: str
    grants: tuple[Grant, ...]

    @classmethod
    def of_key(cls, key: ApiKey) -> "Access":
        """A key belongs to one workspace; keys of one workspace share their idempotency keys, so that they rotate."""
        grant = Grant(key.workspace, scopes=frozenset(key.scopes))
        return cls(Actor.key(key), key.public_id, key.workspace.public_id, (grant,))

    @classmethod
    def of_user(cls, user: User, memberships: Iterable[Membership]) -> "Access":
        """A signed-in person sees the workspaces of their memberships."""
        grants = tuple(Grant(row.workspace, role=Role(row.role)) for row in memberships)
        return cls(Actor.user(user), f"user:{user.pk}", f"user:{user.pk}", grants)

    def with_staff_grant(self, workspace: Workspace) -> "Access":
        """As before, and in this workspace as an owner whom the audit log calls staff (ADR 0014)."""
        actor = replace(self.actor, label=f"{self.actor.label} (staff)")
        return replace(self, actor=actor, grants=(*self.grants, Grant(workspace, role=Role.OWNER)))

    @property
    def workspace_ids(self) -> list[UUID]:
        """The workspaces that the caller may enter."""
        return [grant.workspace.pk for grant in self.grants]

    def enter(self, slug: str, need: Need) -> Workspace:
        """The workspace with this slug. Raises NotFound for any other's, PermissionRefused without the right."""
        for grant in self.grants:
            if grant.workspace.slug == slug:
                grant.require(need)
                return grant.workspace
        self._refuse()

    def enter_named(self, reference: str, need: Need) -> Workspace:
        """As `enter`, by slug, TypeID or UUID."""
        for grant in self.grants:
            workspace = grant.workspace
            if reference in (workspace.slug, workspace.public_id, str(workspace.pk)):
                grant.require(need)
                return workspace
        self._refuse()

    def enter_only(self, need: Need) -> Workspace:
        """The one workspace that the caller may enter. Raises InvalidInput where there are several or none."""
        if len(self.grants) != 1:
            raise InvalidInput.of("workspace_slug", "say which of your workspaces is meant", "required")
        return self.enter(self.grants[0].workspace.slug, need)

    def enter_owner_of(self, workspace_id: UUID, need: Need) -> Workspace:
        """The workspace of a row that was found in `workspace_ids`. Raises as `enter` does."""
        for grant in self.grants:
            if grant.workspace.pk == workspace_id:
                grant.require(need)
                return grant.workspace
        self._refuse()

    def role_in(self, workspace_id: UUID) -> Role | None:
        """The caller's role there; None for a key, which is nobody."""
        return next((grant.role for grant in self.grants if grant.workspace.pk == workspace_id), None)

    def may(self, workspace: Workspace, need: Need) -> bool:
        """Whether the caller may do this there, for an answer that says so."""
        try:
            self.enter_owner_of(workspace.pk, need)
        except (NotFound, PermissionRefused):
            return False
        return True

    def scopes_in(self, workspace_id: UUID) -> frozenset[str] | None:
        """The scopes of the caller's key there; None for a member, whose role decides."""
        return next((grant.scopes for grant in self.grants if grant.workspace.pk == workspace_id), frozenset())

    def require_anywhere(self, need: Need) -> None:
        """Refuses early what no grant covers, so that such a caller learns nothing about what exists."""
        refusals = []
        for grant in self.grants:
            try:
                grant.require(need)
            except PermissionRefused as refusal:
                refusals.append(refusal)
            else:
                return
        if refusals:
            raise refusals[0]

    def _refuse(self) -> NoReturn:
        raise NotFound("There is no such workspace.")
