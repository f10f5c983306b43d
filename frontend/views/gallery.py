"""A new campaign: from one of the ready flows, or blank."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.gallery import GALLERY, GalleryFlow, Need, gallery_flow
from campaigns.models import Campaign, CampaignGoal
from campaigns.services import campaign_create
from contacts.selectors import attribute_list
from frontend.access import actor_of, require_role, workspace_page
from frontend.flow_sketch import sketch_of
from frontend.gallery_choices import Choice, choices_of, choices_title, document_with
from frontend.pages import render_page
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership, Role

_NEEDS = {"event": "Events", "attribute": "Fields of contacts", "segment": "Segments"}


@require_safe
@workspace_page
def gallery(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The ready flows, each with a small drawing, and the way to a blank one."""
    context = {"flows": [{"flow": flow, "sketch": sketch_of(flow.document)} for flow in GALLERY]}
    return render_page(request, membership, "frontend/campaigns/gallery.html", context, section="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def new_campaign(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The one that `?flow=` names, or a blank one, with what it needs; POST makes the draft and leads to it."""
    key = request.GET.get("flow", "")
    flow = gallery_flow(key)
    if flow is None and key:
        raise NotFound("There is no such ready flow.")
    values = {"name": flow.name if flow else "", "goal": flow.goal if flow else "", "description": ""}
    choices = choices_of(flow, membership.workspace, request.POST) if flow else []
    errors: dict[str, str] = {}
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        values |= {name: request.POST.get(name, "").strip() for name in values}
        try:
            campaign = _create(membership, flow, choices, request.POST)
        except InvalidInput as refused:
            errors = {detail.field: detail.message for detail in refused.details}
        else:
            return redirect("frontend:flow", slug=membership.workspace.slug, campaign_id=campaign.public_id)
    context = {
        "flow": flow,
        "sketch": sketch_of(flow.document) if flow else None,
        "needs": _needs(membership, flow.needs) if flow else [],
        "choices_title": choices_title(choices),
        "choices": [{"choice": choice, "error": errors.get(choice.field, "")} for choice in choices],
        "values": values,
        "errors": errors,
        "goal_choices": CampaignGoal.choices,
    }
    return render_page(
        request,
        membership,
        "frontend/campaigns/new.html",
        context,
        section="campaigns",
    )


def _create(membership: Membership, flow: GalleryFlow | None, choices: Sequence[Choice], form: QueryDict) -> Campaign:
    fields: dict[str, Any] = {"goal": form.get("goal", ""), "description": form.get("description", "").strip()}
    if flow is not None:
        fields |= {"document": document_with(flow, choices), "type": flow.type, "settings": flow.settings}
    return campaign_create(
        workspace=membership.workspace, name=form.get("name", ""), actor=actor_of(membership), **fields
    )


def _needs(membership: Membership, needs: Iterable[Need]) -> list[dict[str, Any]]:
    """What the flow counts on by kind; of attributes it is known whether they are there."""
    wanted = list(needs)
    known: set[str] = set()
    if any(need.kind == "attribute" for need in wanted):
        known = set(attribute_list(workspace=membership.workspace).values_list("key", flat=True))
    return [
        {
            "label": label,
            "rows": [
                {"need": need, "missing": need.kind == "attribute" and need.name not in known}
                for need in wanted
                if need.kind == kind
            ],
        }
        for kind, label in _NEEDS.items()
        if any(need.kind == kind for need in wanted)
    ]
