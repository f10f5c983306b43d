"""Who may enter which workspace."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from workspaces.models import ApiKey, Membership, User, Workspace
from workspaces.services.api_keys import api_key_digest

_LAST_USED_GRAIN = timedelta(minutes=1)


def api_key_authenticate(plaintext: str) -> ApiKey | None:
    """The live key with this plaintext, or None; notes when it was last used, at most once a minute."""
    now = timezone.now()
    live = Q(expires_at=None) | Q(expires_at__gt=now)
    keys = ApiKey.objects.across_workspaces().select_related("workspace")
    key = keys.filter(live, digest=api_key_digest(plaintext), revoked_at=None).first()
    if key is not None and (key.last_used_at is None or key.last_used_at < now - _LAST_USED_GRAIN):
        ApiKey.objects.in_workspace(key.workspace_id).filter(pk=key.pk).update(last_used_at=now)
    return key


def membership_get(user: User, slug: str) -> Membership | None:
    """The user's membership of the workspace with this slug, or None."""
    memberships = Membership.objects.across_workspaces().select_related("workspace")
    return memberships.filter(user=user, workspace__slug=slug).first()


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces this user belongs to, by name."""
    ids = Membership.objects.across_workspaces().filter(user=user).values("workspace_id")
    return Workspace.objects.filter(pk__in=ids).order_by("name")
