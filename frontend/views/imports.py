"""Imports: upload a file, watch it being read, and see what was wrong with which row."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import ContactImport, ImportState
from contacts.selectors import import_get, import_row_errors
from contacts.selectors import import_list as imports_of
from contacts.services import import_create
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page, render_part
from frontend.paging import page_of
from frontend.words import IMPORT_STATE, word_for
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def import_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The upload form and earlier imports; POST starts one."""
    error = ""
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        try:
            return _start(request, membership)
        except InvalidInput as refused:
            error = refused.message
    page = page_of(imports_of(workspace=membership.workspace), request.GET)
    rows = [{"item": item, "state": word_for(IMPORT_STATE, item.state)} for item in page.rows]
    context = {"page": page, "rows": rows, "error": error}
    return render_page(
        request,
        membership,
        "frontend/imports/list.html",
        context,
        section="contacts",
        status=422 if error else 200,
    )


@require_safe
@workspace_page
def import_page(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """One import."""
    item = import_get(workspace=membership.workspace, import_id=import_id)
    return render_page(
        request, membership, "frontend/imports/page.html", _progress(request, membership, item), section="contacts"
    )


@require_safe
@workspace_page
def progress(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """The moving part of the page."""
    item = import_get(workspace=membership.workspace, import_id=import_id)
    return render_part(request, membership, "frontend/imports/progress.html", _progress(request, membership, item))


def _start(request: HttpRequest, membership: Membership) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.of("file", "Choose a CSV file first.")
    item = import_create(workspace=membership.workspace, file=file, actor=actor_of(membership))
    return redirect("frontend:import", slug=membership.workspace.slug, import_id=item.public_id)


def _progress(request: HttpRequest, membership: Membership, item: ContactImport) -> dict[str, Any]:
    return {
        "item": item,
        "state": word_for(IMPORT_STATE, item.state),
        "running": item.state in (ImportState.QUEUED, ImportState.RUNNING),
        "page": page_of(import_row_errors(contact_import=item), request.GET, oldest_first=True),
        "progress_url": reverse("frontend:import_progress", args=[membership.workspace.slug, item.public_id]),
    }
