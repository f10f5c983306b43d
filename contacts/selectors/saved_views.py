"""The saved views that a member of a workspace may look at."""

from django.db.models import F, Q, QuerySet

from contacts.models import SavedView
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import User, Workspace


def saved_views(*, workspace: Workspace, user: User | None) -> QuerySet[SavedView]:
    """Everybody's, then the user's own, each by name; without a user everybody's."""
    seen = Q(owner=None) if user is None else Q(owner=None) | Q(owner=user)
    rows = SavedView.objects.in_workspace(workspace).filter(seen)
    return rows.order_by(F("owner").asc(nulls_first=True), "name")


def saved_view_get(*, workspace: Workspace, user: User | None, view_id: str) -> SavedView:
    """The view with this public id. Raises NotFound, also for another member's own."""
    try:
        return saved_views(workspace=workspace, user=user).get(pk=decode(SavedView.ID_PREFIX, view_id))
    except (InvalidId, SavedView.DoesNotExist):
        raise NotFound("There is no such view.") from None
