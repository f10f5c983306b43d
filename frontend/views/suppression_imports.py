"""Imports of suppression lists: upload a file, see what it would do, suppress what it names, mend what it could not."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.imports.report import refused_lines
from contacts.models import ImportGoal, ImportState
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page, render_part
from frontend.paging import page_of
from frontend.words import IMPORT_STATE, IMPORT_STEP, SUPPRESSION_REASON, word_for
from messaging.models import SuppressionImport, SuppressionReason
from messaging.selectors import suppression_imports, suppression_refused_rows
from messaging.services import suppression_import_cancel, suppression_import_create, suppression_import_start
from workspaces.channels import Channel
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Membership, Role
from workspaces.selectors.rows import row_find

_OPEN = (ImportState.QUEUED, ImportState.RUNNING)
_SAMPLES = 5


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def import_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The upload form and earlier imports; POST has a file tried."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        try:
            return _upload(request, membership)
        except InvalidInput as refused:
            faults = {each.field: each.message for each in refused.details}
    listed = page_of(suppression_imports(workspace=membership.workspace), request.GET)
    context = {
        "page": listed,
        "rows": [{"item": item, "state": word_for(IMPORT_STATE, item.state)} for item in listed.rows],
        "faults": faults,
        "channels": Channel.choices,
        "channel": request.POST.get("channel", Channel.EMAIL),
    }
    return render_page(request, membership, "frontend/suppressions/imports.html", context, section="contacts")


@require_safe
@workspace_page
def import_page(request: HttpRequest, membership: Membership, list_id: str) -> HttpResponse:
    """One import: its progress, or what it would do and the form to go on."""
    return _show(request, membership, _item(membership, list_id))


@require_safe
@workspace_page
def progress(request: HttpRequest, membership: Membership, list_id: str) -> HttpResponse:
    """The moving part of the page. Once nothing moves any more, htmx is told to load the page anew."""
    item = _item(membership, list_id)
    answer = render_part(request, membership, "frontend/suppressions/import_progress.html", _progress(membership, item))
    if item.state not in _OPEN:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@workspace_page
def refused(request: HttpRequest, membership: Membership, list_id: str) -> StreamingHttpResponse:
    """The rows that hold no address, as CSV, to be mended and uploaded again."""
    item = _item(membership, list_id)
    rows = suppression_refused_rows(item=item).order_by("row")
    return StreamingHttpResponse(
        refused_lines(["address"], (_Refused(row.row, [row.value], row.message) for row in rows.iterator(2_000))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="refused-{item.public_id}.csv"'},
    )


@require_POST
@workspace_page
def start(request: HttpRequest, membership: Membership, list_id: str) -> HttpResponse:
    """Tries it again with other answers, or suppresses."""
    item = _item(membership, list_id)
    require_role(membership, Role.EDITOR)
    sent = request.POST
    goal = ImportGoal.IMPORT if sent.get("goal") == "import" else ImportGoal.CHECK
    try:
        # Where somebody else was quicker, the page says what it does now.
        with suppress(Conflict):
            suppression_import_start(
                item=item,
                goal=goal,
                channel=sent.get("channel", ""),
                reason=sent.get("reason", ""),
                address_column=_place(sent, "address_column") or 0,
                reason_column=_place(sent, "reason_column"),
                source=sent.get("source", ""),
                actor=actor_of(membership),
            )
    except InvalidInput as wrong:
        return _show(request, membership, item, wrong.message)
    return _to(membership, item)


@require_POST
@workspace_page
def cancel(request: HttpRequest, membership: Membership, list_id: str) -> HttpResponse:
    """Ends it where it is."""
    item = _item(membership, list_id)
    require_role(membership, Role.EDITOR)
    # What ended meanwhile needs no cancelling.
    with suppress(Conflict):
        suppression_import_cancel(item=item, actor=actor_of(membership))
    return _to(membership, item)


class _Refused:
    """A refused row as the report of contacts' imports takes it."""

    def __init__(self, row: int, cells: list[str], problem: str) -> None:
        self.row, self.cells, self.problem = row, cells, problem


def _upload(request: HttpRequest, membership: Membership) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.of("file", "Choose a file first.")
    item = suppression_import_create(
        workspace=membership.workspace,
        file=file,
        channel=request.POST.get("channel", ""),
        actor=actor_of(membership),
    )
    return _to(membership, item)


def _item(membership: Membership, list_id: str) -> SuppressionImport:
    return row_find(SuppressionImport, list_id, [membership.workspace.pk], "workspace")


def _place(sent: QueryDict, name: str) -> int | None:
    text = sent.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


def _show(request: HttpRequest, membership: Membership, item: SuppressionImport, problem: str = "") -> HttpResponse:
    names = item.survey.get("names", [])
    context = {
        **_progress(membership, item),
        "waiting": item.state == ImportState.CHECKED,
        "problem": problem,
        "names": list(enumerate(names)),
        "samples": [
            [(place == item.address_column, row[place] if place < len(row) else "") for place in range(len(names))]
            for row in item.survey.get("samples", [])[:_SAMPLES]
        ],
        "channels": Channel.choices,
        "reasons": [(key, SUPPRESSION_REASON[key].label) for key in SuppressionReason.values],
        "faults": page_of(suppression_refused_rows(item=item), request.GET, oldest_first=True),
    }
    return render_page(request, membership, "frontend/suppressions/import.html", context, section="contacts")


def _progress(membership: Membership, item: SuppressionImport) -> dict[str, Any]:
    return {
        "item": item,
        "state": word_for(IMPORT_STATE, item.state),
        "step": "Suppression" if item.goal == ImportGoal.IMPORT else IMPORT_STEP[item.goal],
        "running": item.state in _OPEN,
        "progress_url": reverse(
            "frontend:suppression_import_progress", args=[membership.workspace.slug, item.public_id]
        ),
    }


def _to(membership: Membership, item: SuppressionImport) -> HttpResponse:
    return redirect("frontend:suppression_import", slug=membership.workspace.slug, list_id=item.public_id)
