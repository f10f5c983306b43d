"""Who may see and do what on the pages: membership of the workspace in the address, and roles for actions.

No membership looks exactly like no workspace (404). What a role does not cover is refused here once more, whatever the
page offered.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from workspaces.errors import NotFound, PermissionRefused
from workspaces.models import Membership, Role
from workspaces.selectors import membership_get
from workspaces.services import Actor
from workspaces.wall.scope import narrow

P = ParamSpec("P")
PageView = Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase]


def workspace_page(view: PageView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Turns `view(request, membership, …)` into one that takes the slug from the address."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        membership = membership_get(request.user, slug)
        if membership is None:
            raise Http404("No such workspace")
        narrow(membership.workspace_id)
        # Every time on a page is local to the workspace.
        with timezone.override(ZoneInfo(membership.workspace.timezone)):
            return _answer(lambda: view(request, membership, *args, **kwargs))

    return guarded


def _answer(view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The view's answer; what a service or selector refuses becomes the error page that fits."""
    try:
        return view()
    except NotFound as error:
        raise Http404(error.message) from error
    except PermissionRefused as error:
        raise PermissionDenied(error.message) from error


def require_role(membership: Membership, needed: Role) -> None:
    """Raises PermissionDenied (403) when the member's role does not cover `needed`."""
    if not may(membership, needed):
        raise PermissionDenied(f"This needs the role {needed.label}; yours is {Role(membership.role).label}.")


def may(membership: Membership, needed: Role) -> bool:
    """Whether the member's role covers `needed`."""
    return Role(membership.role).covers(needed)


def actor_of(membership: Membership) -> Actor:
    """Who the audit log says did it."""
    return Actor.user(membership.user)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    # A fragment must not be replaced by the sign-in page: htmx is told to leave the page instead.
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse("frontend:sign_in"))
    return redirect_to_login(request.get_full_path())
