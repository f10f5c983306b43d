"""Tags of links for web analytics: the workspace's own, with a link as it will look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from messaging.services import link_tags_set
from workspaces.errors import InvalidInput, Stale
from workspaces.link_tags import PARAMETERS, LinkTags, stored_tags, tagged, tags_of
from workspaces.models import Membership, Role

_EXAMPLE = "https://example.com/shop?id=7#offers"
_HINTS = {
    "source": "newsletter",
    "medium": "email",
    "campaign": "{campaign}",
    "content": "{template}",
    "term": "",
}


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form; POST saves it."""
    workspace = membership.workspace
    values = dict(stored_tags(workspace.settings.get("link_tags")))
    faults: dict[str, str] = {}
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        values = {name: request.POST.get(name, "").strip() for name in PARAMETERS}
        try:
            with unless_changed(request, workspace):
                link_tags_set(workspace=workspace, tags=values, actor=actor_of(membership))
        except Stale:
            pass  # the form says so
        except InvalidInput as refused:
            faults = {each.field: each.message for each in refused.details}
        else:
            messages.success(request, "Saved. Links of mails that are sent from now on have these tags.")
            return redirect("frontend:link_tags", slug=workspace.slug)
    words = {"campaign": "Welcome series", "template": "Welcome mail", "step": "First mail"}
    fields = [
        {
            "name": name,
            "label": LinkTags.model_fields[name].title,
            "value": values.get(name, ""),
            "hint": _HINTS[name],
            "fault": faults.get(name, ""),
        }
        for name in PARAMETERS
    ]
    context = {"fields": fields, "example": tagged(_EXAMPLE, tags_of(values, words=words)), "plain": _EXAMPLE}
    return render_page(request, membership, "frontend/senders/link_tags.html", context, section="senders")
