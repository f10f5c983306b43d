"""Attributes: the list with what contacts have of each, making and changing one, its index, deleting it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.attributes.overview import attribute_get, attribute_overview, attributes_overview
from contacts.models import AttributeKind
from contacts.services.attributes import (
    MOST_INDEXED_ATTRIBUTES,
    attribute_create,
    attribute_delete,
    attribute_index,
    attribute_update,
)
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page, render_part
from frontend.reading import unless_changed
from workspaces.errors import Conflict, InvalidInput, Stale
from workspaces.models import Membership, Role

_SECTION = "contacts"


@dataclass(frozen=True, slots=True)
class AttributeForm:
    """What a form holds, and what is wrong with it by field; "" is the form itself."""

    key: str = ""
    label: str = ""
    kind: str = AttributeKind.TEXT
    errors: Mapping[str, str] | None = None


@require_safe
@workspace_page
def attribute_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every attribute."""
    rows = attributes_overview(workspace=membership.workspace)
    context = {"rows": rows, "estimated": any(not row.exact for row in rows)}
    return render_page(request, membership, "frontend/attributes/list.html", context, section=_SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def attribute_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new attribute."""
    require_role(membership, Role.EDITOR)
    form = _read(request) if request.method == "POST" else AttributeForm()
    if request.method == "POST":
        try:
            made = attribute_create(
                workspace=membership.workspace,
                key=form.key,
                kind=form.kind,
                label=form.label,
                actor=actor_of(membership),
            )
        except (InvalidInput, Conflict) as error:
            form = _refused(form, error)
        else:
            messages.success(request, f"“{made.key}” is there. Imports, your API and flows can fill it.")
            return redirect("frontend:attribute", slug=membership.workspace.slug, attribute_key=made.key)
    context = {"form": form, "kinds": AttributeKind.choices}
    return render_page(request, membership, "frontend/attributes/new.html", context, section=_SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def attribute_page(request: HttpRequest, membership: Membership, attribute_key: str) -> HttpResponse:
    """One attribute, and the form that changes it."""
    attribute = attribute_get(workspace=membership.workspace, key=attribute_key)
    form = AttributeForm(attribute_key, attribute.label, attribute.kind)
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        form = _read(request)
        try:
            with unless_changed(request, attribute):
                attribute_update(attribute=attribute, label=form.label, kind=form.kind, actor=actor_of(membership))
        except Stale:
            pass  # the form says so
        except (InvalidInput, Conflict) as error:
            form = _refused(form, error)
        else:
            messages.success(request, f"“{attribute_key}” is saved.")
            return redirect("frontend:attribute", slug=membership.workspace.slug, attribute_key=attribute_key)
    context = {
        "row": attribute_overview(workspace=membership.workspace, key=attribute_key),
        "form": form,
        "kinds": AttributeKind.choices,
        "most_indexed": MOST_INDEXED_ATTRIBUTES,
    }
    return render_page(request, membership, "frontend/attributes/page.html", context, section=_SECTION)


@require_safe
@workspace_page
def attribute_progress(request: HttpRequest, membership: Membership, attribute_key: str) -> HttpResponse:
    """The state of the index, for the page to ask while it is being built."""
    context = {"row": attribute_overview(workspace=membership.workspace, key=attribute_key)}
    return render_part(request, membership, "frontend/attributes/state.html", context)


@require_POST
@workspace_page
def attribute_mark(request: HttpRequest, membership: Membership, attribute_key: str) -> HttpResponse:
    """Marks the attribute as heavily used (`indexed=yes`), or takes the mark off."""
    require_role(membership, Role.EDITOR)
    indexed = request.POST.get("indexed") == "yes"
    attribute = attribute_get(workspace=membership.workspace, key=attribute_key)
    try:
        attribute_index(attribute=attribute, indexed=indexed, actor=actor_of(membership))
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The index is on its way." if indexed else "The index is being removed.")
    return redirect("frontend:attribute", slug=membership.workspace.slug, attribute_key=attribute_key)


@require_POST
@workspace_page
def attribute_remove(request: HttpRequest, membership: Membership, attribute_key: str) -> HttpResponse:
    """Deletes the attribute, unless a segment or a campaign asks for it."""
    require_role(membership, Role.EDITOR)
    slug = membership.workspace.slug
    try:
        attribute_delete(
            attribute=attribute_get(workspace=membership.workspace, key=attribute_key), actor=actor_of(membership)
        )
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("frontend:attribute", slug=slug, attribute_key=attribute_key)
    messages.success(request, f"“{attribute_key}” is deleted. Contacts keep their values; define it again to see them.")
    return redirect("frontend:attributes", slug=slug)


def _read(request: HttpRequest) -> AttributeForm:
    texts: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("key", "label", "kind")}
    return AttributeForm(**texts)


def _refused(form: AttributeForm, error: InvalidInput | Conflict) -> AttributeForm:
    """The form with each refusal at its field."""
    details = {each.field: each.message for each in error.details} or {"": error.message}
    return AttributeForm(form.key, form.label, form.kind, details)
