"""Doing one thing to many contacts: choosing what, seeing to how many, and watching it being done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contacts.bulk import BulkAction, find_action
from contacts.models import BulkOperation
from contacts.selectors import bulk_get, contacts_present
from contacts.services import BulkWish, bulk_check, bulk_resume, bulk_start, bulk_stop, bulk_undo
from frontend.access import actor_of, require_role, workspace_page
from frontend.contact_bulk import GRACE, choices_of, operations_context, refused_words
from frontend.contact_list import ListState, state_of
from frontend.pages import render_page, render_part
from workspaces.errors import Conflict, DomainError, InvalidInput, NotFound
from workspaces.models import Membership, Role
from workspaces.services import Actor

_TICKED = "ticked"


@require_safe
@workspace_page
def bulk_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Asks what an action needs, then says what it would do to how many."""
    require_role(membership, Role.EDITOR)
    action, state = _action(request.GET), state_of(membership, request.GET)
    ids = _ticked(membership, request.GET)
    if ids == []:
        messages.error(request, "Nothing was changed: tick at least one contact.")
        return _to_list(membership, state)
    values = _values(request.GET)
    choices = choices_of(membership.workspace, action, values)
    context = {
        "action": action,
        "choices": choices,
        "ids": ids,
        "state": state,
        "problem": state.problem,
        "grace": int(GRACE.total_seconds()),
        "back_url": f"{reverse('frontend:contacts', args=[membership.workspace.slug])}?{state.query}",
    }
    if ("check" in request.GET or not choices) and not state.problem:
        try:
            wish = _wish(action, values, ids, state)
            told = bulk_check(workspace=membership.workspace, wish=wish, actor=actor_of(membership))
            words = action.words(membership.workspace, action.check(membership.workspace, wish.params))
            context |= {"told": told, "words": words, "refused": refused_words(action, told.refused)}
        except (InvalidInput, Conflict) as error:
            context["problem"] = _sentence(error)
    return render_page(request, membership, "frontend/contacts/bulk_new.html", context, section="contacts")


@require_POST
@workspace_page
def bulk_give(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Gives the operation; it begins after a few seconds in which it can be taken back."""
    require_role(membership, Role.EDITOR)
    action, state = _action(request.POST), state_of(membership, request.POST)
    ids = _ticked(membership, request.POST)
    values = _values(request.POST)
    expected = request.POST.get("expected", "")
    try:
        if state.problem:
            raise InvalidInput(state.problem)
        if ids == []:
            raise InvalidInput("nobody is ticked.")
        bulk_start(
            workspace=membership.workspace,
            wish=_wish(action, values, ids, state),
            actor=actor_of(membership),
            expected=int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 10 else 0,
            delay=GRACE,
            confirm=request.POST.get("confirm", ""),
        )
    except (InvalidInput, Conflict) as error:
        messages.error(request, f"Nothing was changed: {_sentence(error)}")
        return _to_list(membership, state)
    return redirect("frontend:contacts_bulk", membership.workspace.slug)


@require_safe
@workspace_page
def bulk_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The operations of the last day, and the open ones."""
    context = operations_context(membership)
    return render_page(request, membership, "frontend/contacts/bulk_list.html", context, section="contacts")


@require_safe
@workspace_page
def bulk_progress(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The moving list of them."""
    return render_part(request, membership, "frontend/contacts/bulk_rows.html", operations_context(membership))


@require_POST
@workspace_page
def bulk_do(request: HttpRequest, membership: Membership, operation_id: str) -> HttpResponse:
    """Stops, resumes or undoes an operation."""
    require_role(membership, Role.EDITOR)
    operation = bulk_get(workspace=membership.workspace, operation_id=operation_id)
    service = _DOINGS.get(request.POST.get("do", ""))
    if service is None:
        raise NotFound("There is no such action.")
    try:
        service(operation, actor_of(membership))
    except Conflict as refused:
        messages.error(request, refused.message)
    return redirect("frontend:contacts_bulk", membership.workspace.slug)


_DOINGS: dict[str, Callable[[BulkOperation, Actor], BulkOperation]] = {
    "stop": lambda operation, actor: bulk_stop(operation=operation, actor=actor),
    "resume": lambda operation, actor: bulk_resume(operation=operation, actor=actor),
    "undo": lambda operation, actor: bulk_undo(operation=operation, actor=actor),
}


def _values(query: QueryDict) -> dict[str, str]:
    """The parameters that a form carries."""
    return {name.removeprefix("p_"): str(value) for name, value in query.items() if name.startswith("p_")}


def _ticked(membership: Membership, query: QueryDict) -> list[str] | None:
    """Who is ticked and still there: somebody may have been erased since the list was shown. None: all of the list."""
    if query.get("scope", _TICKED if "contact" in query else "") != _TICKED:
        return None
    return contacts_present(workspace_id=membership.workspace_id, contacts=query.getlist("contact"))


def _wish(action: BulkAction, values: dict[str, str], ids: list[str] | None, state: ListState) -> BulkWish:
    if ids is not None:
        return BulkWish(action.key, values, contacts=ids)
    return BulkWish(action.key, values, filter=state.which.chosen())


def _action(query: QueryDict) -> BulkAction:
    """Raises NotFound for what no form of ours sends."""
    action = find_action(query.get("action", ""))
    if action is None:
        raise NotFound("There is no such action.")
    return action


def _sentence(error: DomainError) -> str:
    return "; ".join(detail.message for detail in error.details) or error.message


def _to_list(membership: Membership, state: ListState) -> HttpResponse:
    path = reverse("frontend:contacts", args=[membership.workspace.slug])
    return redirect(path if state.too_long else f"{path}?{state.query}")
