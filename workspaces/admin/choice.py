"""Which workspace a member of staff looks at: kept in the session, chosen in the header of every admin page.

It narrows lists, and nothing else: it is a help against mixing up tenants, not a right.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from workspaces.models import Workspace

_KEY = "admin_workspace"
# More than one finds in a drop-down; the list of workspaces, which has a search, offers the same choice.
_OFFERED = 100


def chosen_workspace(request: HttpRequest) -> Workspace | None:
    """The workspace that lists are narrowed to; None for all of them. Looked up once a request."""
    if not hasattr(request, "chosen_workspace"):
        stored = request.session.get(_KEY)
        found = Workspace.objects.filter(pk=stored).first() if stored else None
        request.chosen_workspace = found  # type: ignore[attr-defined]
    return getattr(request, "chosen_workspace", None)


def workspace_choose(request: HttpRequest, workspace: Workspace | None) -> None:
    """Narrows the lists to one workspace from now on, or to none."""
    request.session[_KEY] = str(workspace.pk) if workspace else ""
    request.chosen_workspace = workspace  # type: ignore[attr-defined]


def choose(request: HttpRequest) -> HttpResponseRedirect:
    """The form in the header: `workspace`, empty for all, and `next`, the page to go back to."""
    try:
        wanted = UUID(request.POST.get("workspace", ""))
    except ValueError:
        wanted = None
    found = Workspace.objects.filter(pk=wanted).first() if wanted else None
    if wanted and found is None:
        messages.error(request, "That workspace no longer exists. The lists show every workspace.")
    workspace_choose(request, found)
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(back if allowed else reverse("admin:index"))


def context(request: HttpRequest) -> dict[str, Any]:
    """What the header of every admin page needs; nothing for those who may not see workspaces."""
    if not request.user.is_staff or not request.user.has_perm("workspaces.view_workspace"):
        return {}
    chosen = chosen_workspace(request)
    offered = list(Workspace.objects.order_by("name", "slug").only("name", "slug")[: _OFFERED + 1])
    if chosen is not None and chosen not in offered[:_OFFERED]:
        offered = [chosen, *offered]
    return {
        "chosen_workspace": chosen,
        "offered_workspaces": offered[:_OFFERED],
        "more_workspaces": len(offered) > _OFFERED,
    }
