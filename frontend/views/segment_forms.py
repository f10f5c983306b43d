"""Making, changing and deleting segments by forms. The rule comes as JSON from the rule builder's island."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.selectors import flow_names
from contacts.models import Segment, SegmentKind
from contacts.selectors import segment_get
from contacts.services import segment_create, segment_delete, segment_update
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from workspaces.errors import Conflict, FieldError, InvalidInput, Stale
from workspaces.models import Membership, Role, Workspace

# A rule of the most conditions, each with its longest values, is not nearly as long.
_LONGEST_RULE = 2_000_000


@dataclass(frozen=True, slots=True)
class SegmentForm:
    """What the form holds, and what is wrong with it; `issues` are places in the rule, for the builder."""

    name: str = ""
    kind: str = SegmentKind.DYNAMIC
    rule: Mapping[str, Any] = field(default_factory=dict)
    name_error: str = ""
    form_error: str = ""
    issues: Sequence[Mapping[str, str]] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def segment_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new segment."""
    require_role(membership, Role.EDITOR)
    if request.method != "POST":
        return _shown(request, membership, None, SegmentForm())
    form = SegmentForm()
    try:
        form = _read(request.POST)
        is_dynamic = form.kind == SegmentKind.DYNAMIC
        segment = segment_create(
            workspace=membership.workspace,
            name=form.name,
            kind=form.kind,
            rule=form.rule if is_dynamic else None,
            actor=actor_of(membership),
        )
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, None, _refused(form, error))
    messages.success(request, f"“{segment.name}” is there." + (" It is being filled." if is_dynamic else ""))
    return redirect("frontend:segment", slug=membership.workspace.slug, segment_id=segment.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def segment_edit(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """Another name, or another rule, after which the segment is built anew."""
    require_role(membership, Role.EDITOR)
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    kept = SegmentForm(segment.name, segment.kind, segment.rule)
    if request.method != "POST":
        return _shown(request, membership, segment, kept)
    form = kept
    try:
        form = _read(request.POST, kind=segment.kind)
        rule = form.rule if segment.kind == SegmentKind.DYNAMIC and form.rule != segment.rule else None
        with unless_changed(request, segment):
            segment_update(segment=segment, name=form.name, rule=rule, actor=actor_of(membership))
    except Stale:
        return _shown(request, membership, segment, form)
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, segment, _refused(form, error))
    messages.success(request, f"“{form.name}” is saved." + (" It is being filled anew." if rule is not None else ""))
    return redirect("frontend:segment", slug=membership.workspace.slug, segment_id=segment.public_id)


@require_POST
@workspace_page
def segment_remove(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """Deletes the segment, unless a campaign or another segment uses it."""
    require_role(membership, Role.EDITOR)
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    slug, name = membership.workspace.slug, segment.name
    try:
        segment_delete(segment=segment, actor=actor_of(membership))
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("frontend:segment", slug=slug, segment_id=segment_id)
    messages.success(request, f"“{name}” is deleted. Its contacts stay.")
    return redirect("frontend:segments", slug=slug)


def _read(data: QueryDict, *, kind: str | None = None) -> SegmentForm:
    """The form as it was sent. Raises InvalidInput for a rule that is no JSON: the builder sends none such."""
    text = data.get("rule", "")
    form = SegmentForm(data.get("name", "").strip(), kind or data.get("kind", SegmentKind.DYNAMIC))
    if form.kind != SegmentKind.DYNAMIC:
        return form
    try:
        rule = json.loads(text) if len(text) <= _LONGEST_RULE else None
    except ValueError:
        rule = None
    if not isinstance(rule, dict):
        raise InvalidInput.of("rule", "must be a rule: an object with condition and rules")
    return SegmentForm(form.name, form.kind, rule)


def _refused(form: SegmentForm, error: InvalidInput | Conflict) -> SegmentForm:
    """The form with each refusal at its place."""
    details: Sequence[FieldError] = error.details
    at_name = [each.message for each in details if each.field == "name"]
    in_rule = [each for each in details if each.field == "rule" or each.field.startswith("rule.")]
    return SegmentForm(
        form.name,
        form.kind,
        form.rule,
        name_error=at_name[0] if at_name else "",
        form_error="" if at_name or in_rule else error.message,
        issues=[
            {"path": each.field.removeprefix("rule").removeprefix("."), "message": each.message, "severity": "error"}
            for each in in_rule
        ],
    )


def _shown(request: HttpRequest, membership: Membership, segment: Segment | None, form: SegmentForm) -> HttpResponse:
    workspace = membership.workspace
    context = {
        "segment": segment,
        "form": form,
        "kinds": SegmentKind.choices,
        "rule": form.rule,
        "issues": form.issues,
        "names": _names(workspace, form.rule),
        "back_url": _address(workspace, segment),
    }
    template = "frontend/segments/form.html"
    return render_page(request, membership, template, context, section="segments")


def _names(workspace: Workspace, rule: Mapping[str, Any]) -> dict[str, str]:
    """The names of what the rule refers to, as for a flow whose only step holds it."""
    return flow_names(workspace, {"nodes": [{"id": "rule", "config": rule}]})


def _address(workspace: Workspace, segment: Segment | None) -> str:
    if segment is None:
        return reverse("frontend:segments", args=[workspace.slug])
    return reverse("frontend:segment", args=[workspace.slug, segment.public_id])
