"""What people do in the inbox: answer, archive, snooze, open, assign, and make a contact of a stranger."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from frontend.access import actor_of, require_role, workspace_page
from frontend.inbox_words import snoozes
from frontend.views.inbox import thread_shown
from messaging.models import InboxThread, ThreadState
from messaging.selectors import sender_get
from messaging.selectors.inbox import thread_get
from messaging.services import thread_adopt, thread_assign, thread_move, thread_read, thread_reply
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, InvalidInput
from workspaces.models import Membership, Role


@require_POST
@workspace_page
def thread_do(request: HttpRequest, membership: Membership, thread_id: str) -> HttpResponse:
    """One of the buttons of a thread."""
    require_role(membership, Role.EDITOR)
    thread = thread_get(workspace=membership.workspace, thread_id=thread_id)
    try:
        thread, said, stays = _done(request, membership, thread)
    except DomainError as error:
        messages.error(request, error.details[0].message.capitalize() if error.details else error.message)
        return _to(thread)
    messages.success(request, said)
    return _to(thread) if stays else redirect("frontend:inbox", slug=membership.workspace.slug)


@require_POST
@workspace_page
def thread_answer(request: HttpRequest, membership: Membership, thread_id: str) -> HttpResponse:
    """The form's key makes that pressing twice sends once."""
    require_role(membership, Role.EDITOR)
    thread = thread_get(workspace=membership.workspace, thread_id=thread_id)
    form = request.POST
    try:
        key = UUID(form.get("key", ""))
    except ValueError:
        raise Http404("The form has no key.") from None
    try:
        sender = sender_get(workspace=membership.workspace, sender_id=form["sender"]) if form.get("sender") else None
        entry = thread_reply(
            thread=thread,
            text=form.get("text", ""),
            actor=actor_of(membership),
            author=membership.user,
            sender=sender,
            key=key,
        )
    except (InvalidInput, Conflict) as error:
        fault = error.details[0].message if error.details else error.message
        return thread_shown(request, membership, thread, given=form.get("text", ""), fault=fault)
    answered = entry.thread
    if form.get("action") == "archive":
        thread_move(thread=answered, state=ThreadState.ARCHIVED, actor=actor_of(membership))
        messages.success(request, "The answer is on its way, and the conversation is archived.")
        return redirect("frontend:inbox", slug=membership.workspace.slug)
    return _to(answered)


def _done(request: HttpRequest, membership: Membership, thread: InboxThread) -> tuple[InboxThread, str, bool]:
    """The thread, what is said of it, and whether one stays on its page."""
    form, actor = request.POST, actor_of(membership)
    action = form.get("action", "")
    if action == "archive":
        return thread_move(thread=thread, state=ThreadState.ARCHIVED, actor=actor), "Archived.", False
    if action == "open":
        return thread_move(thread=thread, state=ThreadState.OPEN, actor=actor), "Open again.", True
    if action == "unread":
        thread_read(thread=thread, unread=True)
        return thread, "Marked as unread.", False
    if action == "assign":
        thread = thread_assign(thread=thread, assignee=form.get("assignee", ""), actor=actor)
        return thread, f"Assigned to {form.get('assignee') or 'nobody'}.", True
    if action == "contact":
        return thread_adopt(thread=thread, actor=actor), "The conversation has a contact now.", True
    if action == "snooze":
        chosen = next((each for each in snoozes(database_now()) if each.key == form.get("until")), None)
        if chosen is not None:
            thread = thread_move(thread=thread, state=ThreadState.SNOOZED, snoozed_until=chosen.until, actor=actor)
            return thread, f"Comes back: {chosen.label.lower()}.", False
    raise Http404("There is no such action.")


def _to(thread: InboxThread) -> HttpResponse:
    return redirect("frontend:inbox_thread", slug=thread.workspace.slug, thread_id=thread.public_id)
