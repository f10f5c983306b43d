"""Who may enter which workspace."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from workspaces.ids import InvalidId, decode
from workspaces.models import ApiKey, KeyState, Membership, User, Workspace
from workspaces.services.api_keys import api_key_digest
from workspaces.wall.scope import everywhere

_LAST_USED_GRAIN = timedelta(minutes=1)


@everywhere()
def api_key_authenticate(plaintext: str) -> ApiKey | None:
    """The live key with this plaintext, or None; notes when it was last used, at most once a minute."""
    live = Q(expires_at=None) | Q(expires_at__gt=Now())
    keys = ApiKey.objects.across_workspaces().select_related("workspace")
    keys = keys.filter(live, digest=api_key_digest(plaintext), revoked_at=None)
    key = keys.annotate(use_is_news=_use_is_news()).first()
    if key is not None and key.use_is_news:
        uses = ApiKey.objects.in_workspace(key.workspace_id).filter(_use_is_news(), pk=key.pk)
        uses.update(last_used_at=Now())
    return key


def api_keys(workspace: Workspace, *, state: str = "") -> QuerySet[ApiKey]:
    """The workspace's keys, the newest first; in this state only (`KeyState`) where one is named."""
    rows: QuerySet[ApiKey] = ApiKey.objects.in_workspace(workspace).order_by("-created_at", "-pk")
    live = Q(expires_at=None) | Q(expires_at__gt=Now())
    states = {
        KeyState.ACTIVE.value: Q(live, revoked_at=None),
        KeyState.EXPIRED.value: Q(~live, revoked_at=None),
        KeyState.REVOKED.value: Q(revoked_at__isnull=False),
    }
    return rows.filter(states[state]) if state else rows


def _use_is_news() -> Q:
    return Q(last_used_at=None) | Q(last_used_at__lt=Now() - _LAST_USED_GRAIN)


@everywhere()
def memberships_of(user: User) -> list[Membership]:
    """What this user may enter, with the workspaces, in one query. Nothing for a user who is switched off."""
    memberships = Membership.objects.across_workspaces().select_related("workspace")
    return list(memberships.filter(user=user, user__is_active=True).order_by("workspace__name", "pk"))


def members_of(workspace: Workspace) -> QuerySet[Membership]:
    """The workspace's members who are not switched off, with their users, by e-mail address."""
    members: QuerySet[Membership] = Membership.objects.in_workspace(workspace).select_related("user")
    return members.filter(user__is_active=True).order_by("user__email")


@everywhere()
def membership_get(user: User, slug: str) -> Membership | None:
    """The user's membership of the workspace with this slug, or None."""
    memberships = Membership.objects.across_workspaces().select_related("workspace")
    return memberships.filter(user=user, user__is_active=True, workspace__slug=slug).first()


@everywhere()
def workspace_find(reference: str) -> Workspace | None:
    """The workspace with this slug, TypeID or UUID, whoever asks."""
    found = Q(slug=reference)
    try:
        found |= Q(pk=decode(Workspace.ID_PREFIX, reference))
    except InvalidId:
        pass
    return Workspace.objects.filter(found).first()


@everywhere()
def workspaces_of(user: User) -> list[Workspace]:
    """The workspaces this user belongs to, by name."""
    ids = Membership.objects.across_workspaces().filter(user=user).values("workspace_id")
    return list(Workspace.objects.filter(pk__in=ids).order_by("name"))
