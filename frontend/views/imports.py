"""Imports: upload a file, watch it being read, and see what was wrong with which row. `import_steps` goes on."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from contacts.imports.encoding import ENCODINGS
from contacts.imports.report import refused_lines
from contacts.models import ContactImport, ImportGoal, ImportState
from contacts.selectors import import_get, import_refused_rows, import_row_errors
from contacts.selectors import import_list as imports_of
from contacts.services import import_create
from frontend.access import actor_of, require_role, workspace_page
from frontend.import_mapping import mapping_form
from frontend.pages import render_page, render_part
from frontend.paging import page_of
from frontend.words import IMPORT_STATE, IMPORT_STEP, word_for
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role

_OPEN = (ImportState.QUEUED, ImportState.RUNNING)
_WAITING = (ImportState.READY, ImportState.CHECKED)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def import_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The upload form and earlier imports; POST has a file read."""
    error = ""
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        try:
            return _upload(request, membership)
        except InvalidInput as refused:
            error = refused.message
    page = page_of(imports_of(workspace=membership.workspace), request.GET)
    rows = [{"item": item, "state": word_for(IMPORT_STATE, item.state)} for item in page.rows]
    context = {"page": page, "rows": rows, "error": error}
    return render_page(request, membership, "frontend/imports/list.html", context, section="contacts")


@require_safe
@workspace_page
def import_page(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """One import."""
    return show(request, membership, import_get(workspace=membership.workspace, import_id=import_id))


@require_safe
@workspace_page
def progress(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """The moving part of the page. Once nothing moves any more, htmx is told to load the page anew."""
    item = import_get(workspace=membership.workspace, import_id=import_id)
    answer = render_part(request, membership, "frontend/imports/progress.html", _progress(request, membership, item))
    if item.state not in _OPEN:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@workspace_page
def refused(request: HttpRequest, membership: Membership, import_id: str) -> StreamingHttpResponse:
    """The rows that were not taken as CSV, to be mended and uploaded again."""
    item = import_get(workspace=membership.workspace, import_id=import_id)
    lines = refused_lines(item.survey.get("names", ()), import_refused_rows(contact_import=item).iterator(2_000))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="refused-{item.public_id}.csv"'},
    )


def show(
    request: HttpRequest,
    membership: Membership,
    item: ContactImport,
    *,
    problem: str = "",
    sent: QueryDict | None = None,
) -> HttpResponse:
    """The page of an import: progress, what it found, or the form that it waits for, with a problem of that form."""
    context = _progress(request, membership, item)
    if item.state in _WAITING:
        context |= mapping_form(item, sent)
    context |= {"problem": problem, "encodings": ENCODINGS.items()}
    template = "frontend/imports/page.html"
    return render_page(request, membership, template, context, section="contacts")


def _upload(request: HttpRequest, membership: Membership) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.of("file", "Choose a file first.")
    item = import_create(workspace=membership.workspace, file=file, goal=ImportGoal.READ, actor=actor_of(membership))
    return redirect("frontend:import", slug=membership.workspace.slug, import_id=item.public_id)


def _progress(request: HttpRequest, membership: Membership, item: ContactImport) -> dict[str, Any]:
    return {
        "item": item,
        "state": word_for(IMPORT_STATE, item.state),
        "step": IMPORT_STEP[item.goal],
        "running": item.state in _OPEN,
        "waiting": item.state in _WAITING,
        "page": page_of(import_row_errors(contact_import=item), request.GET, oldest_first=True),
        "progress_url": reverse("frontend:import_progress", args=[membership.workspace.slug, item.public_id]),
    }
