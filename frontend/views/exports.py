"""Exports: choose columns and a format, watch the file being written, download it while it is kept."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.exports.registry import kind_of
from contacts.models import ExportFormat, ExportState
from contacts.selectors import export_get
from contacts.selectors import export_list as exports_of
from contacts.services import export_again, export_cancel, export_create, export_downloaded
from frontend.access import actor_of, may, require_role, workspace_page
from frontend.contact_list import PARTS
from frontend.pages import render_page, render_part
from frontend.paging import page_of
from frontend.words import EXPORT_STATE, word_for
from workspaces.errors import Conflict, DomainError, InvalidInput
from workspaces.models import Membership, Role

_OPEN = (ExportState.QUEUED, ExportState.RUNNING)
# What other kinds than contacts are narrowed by.
_OTHERS = ("campaign", "channel", "reason", "address")


@require_safe
@workspace_page
def export_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What was exported, and how far the rest is."""
    context = _listed(request, membership)
    return render_page(request, membership, "frontend/exports/list.html", context, section="contacts")


@require_safe
@workspace_page
def progress(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The moving part of the list."""
    return render_part(request, membership, "frontend/exports/rows.html", _listed(request, membership))


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def export_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Columns and format of a file with what `?kind=` and its filters say; POST asks for it."""
    asked, problem = request.GET, ""
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        asked = request.POST
        try:
            return _create(membership, asked)
        except InvalidInput as refused:
            problem = refused.message
    try:
        context = {**_form(membership, asked), "problem": problem}
    except InvalidInput:
        # An address that nothing leads to.
        return redirect("frontend:exports", slug=membership.workspace.slug)
    return render_page(request, membership, "frontend/exports/new.html", context, section="contacts")


@require_safe
@workspace_page
def download(request: HttpRequest, membership: Membership, export_id: str) -> HttpResponseBase:
    """The file, for editors; each download is a line of the audit log."""
    export = export_get(workspace=membership.workspace, export_id=export_id)
    require_role(membership, Role.EDITOR)
    try:
        export_downloaded(export=export, actor=actor_of(membership))
    except Conflict:
        return redirect("frontend:exports", slug=membership.workspace.slug)
    name = f"{slugify(export.title) or 'export'}.{export.format}"
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=name)


@require_POST
@workspace_page
def cancel(request: HttpRequest, membership: Membership, export_id: str) -> HttpResponse:
    """Ends an export that is not done."""
    export = export_get(workspace=membership.workspace, export_id=export_id)
    require_role(membership, Role.EDITOR)
    # What ended meanwhile needs no cancelling.
    with suppress(Conflict):
        export_cancel(export=export, actor=actor_of(membership))
    return redirect("frontend:exports", slug=membership.workspace.slug)


@require_POST
@workspace_page
def again(request: HttpRequest, membership: Membership, export_id: str) -> HttpResponse:
    """Asks anew for a file that came to nothing, or was deleted when its time was up."""
    export = export_get(workspace=membership.workspace, export_id=export_id)
    require_role(membership, Role.EDITOR)
    try:
        made = export_again(export=export, actor=actor_of(membership))
    except DomainError as refused:
        messages.error(request, f"“{export.title}” can’t be exported again: {refused.message}")
    else:
        messages.success(request, f"“{made.title}” is being exported again.")
    return redirect("frontend:exports", slug=membership.workspace.slug)


def _create(membership: Membership, sent: QueryDict) -> HttpResponse:
    columns = sent.getlist("columns")
    if not columns:
        raise InvalidInput.of("columns", "choose at least one")
    export_create(
        workspace=membership.workspace,
        kind=sent.get("kind", ""),
        filter=_filter(sent),
        columns=columns,
        format=sent.get("format", ExportFormat.CSV),
        actor=actor_of(membership),
    )
    return redirect("frontend:exports", slug=membership.workspace.slug)


def _form(membership: Membership, asked: QueryDict) -> dict[str, Any]:
    workspace, filter = membership.workspace, _filter(asked)
    kind = kind_of(asked.get("kind", "contacts"))
    checked = kind.checked(workspace, filter)
    chosen = asked.getlist("columns")
    columns = [
        {"column": column, "chosen": column.key in chosen if chosen else column.chosen}
        for column in kind.columns(workspace, checked)
    ]
    return {
        "kind": kind,
        "title": f"Export: {kind.title(workspace, checked)}",
        "filter": _fields(filter),
        "columns": columns,
        "formats": ExportFormat.choices,
        "number": kind.count(workspace, checked),
        "format": asked.get("format", ExportFormat.CSV),
    }


def _filter(asked: QueryDict) -> dict[str, Any]:
    """What a link to the form narrows the rows by: the parts of a list's address, or what other kinds know."""
    chosen: dict[str, Any] = {name: value for name in (*PARTS, *_OTHERS) if (value := asked.get(name))}
    if rule := asked.get("rule", ""):
        try:
            chosen["rule"] = json.loads(str(rule))
        except ValueError:
            raise InvalidInput.of("rule", "must be a rule") from None
    return chosen


def _fields(filter: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The filter as hidden fields, from which `_filter` reads the same."""
    return [(name, json.dumps(value) if name == "rule" else str(value)) for name, value in filter.items()]


def _listed(request: HttpRequest, membership: Membership) -> dict[str, Any]:
    page = page_of(exports_of(workspace=membership.workspace), request.GET)
    rows = [{"export": export, "state": word_for(EXPORT_STATE, export.state)} for export in page.rows]
    return {
        "page": page,
        "rows": rows,
        "running": any(export.state in _OPEN for export in page.rows),
        "may_download": may(membership, Role.EDITOR),
        "progress_url": reverse("frontend:exports_progress", args=[membership.workspace.slug]),
    }
