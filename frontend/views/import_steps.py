"""What people do to an import that waits for them: read it in another way, map and check it, import it, cancel it."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.models import ContactImport, ImportGoal
from contacts.selectors import import_get
from contacts.services import import_cancel, import_read, import_start
from frontend.access import actor_of, require_role, workspace_page
from frontend.import_mapping import options_sent
from frontend.views.imports import show
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Membership, Role


@require_POST
@workspace_page
def read(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """Has the file read again, in another encoding or from another sheet."""
    item = _item(membership, import_id)
    asked = {"encoding": request.POST.get("encoding", ""), "sheet": request.POST.get("sheet", "")}
    try:
        # Where somebody else was quicker, the page says what it does now.
        with suppress(Conflict):
            import_read(item=item, actor=actor_of(membership), **asked)
    except InvalidInput as refused:
        return show(request, membership, item, problem=refused.message)
    return _to(membership, item)


@require_POST
@workspace_page
def start(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """Takes the form with what columns mean, to the dry run or to the import."""
    item = _item(membership, import_id)
    goal = ImportGoal.IMPORT if request.POST.get("goal") == "import" else ImportGoal.CHECK
    try:
        with suppress(Conflict):
            import_start(item=item, goal=goal, actor=actor_of(membership), **options_sent(item, request.POST))
    except InvalidInput as refused:
        return show(request, membership, item, problem=refused.message, sent=request.POST)
    return _to(membership, item)


@require_POST
@workspace_page
def cancel(request: HttpRequest, membership: Membership, import_id: str) -> HttpResponse:
    """Ends it where it is."""
    item = _item(membership, import_id)
    # What ended meanwhile needs no cancelling.
    with suppress(Conflict):
        import_cancel(item=item, actor=actor_of(membership))
    return _to(membership, item)


def _item(membership: Membership, import_id: str) -> ContactImport:
    """The import, for somebody who may change it."""
    item = import_get(workspace=membership.workspace, import_id=import_id)
    require_role(membership, Role.EDITOR)
    return item


def _to(membership: Membership, item: ContactImport) -> HttpResponse:
    return redirect("frontend:import", slug=membership.workspace.slug, import_id=item.public_id)
