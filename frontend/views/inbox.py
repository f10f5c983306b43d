"""The inbox: conversations with contacts and what campaigns laid before the team, and one of them with its answers."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contacts.models import Consent
from frontend.access import may, workspace_page
from frontend.inbox_words import THREAD_STATE, channel_label, entries_shown, snoozes, who
from frontend.pages import render_page, render_part
from messaging.models import InboxThread, Sender, SenderState, ThreadState
from messaging.selectors.inbox import (
    NOBODY,
    ThreadFilter,
    inbox_members,
    thread_entries,
    thread_get,
    threads_page,
    unread_count,
)
from messaging.services import thread_read
from messaging.services.replies import LONGEST
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role

_SIZE = 50
_ME = "me"
_WORDS = {"granted": "yes", "denied": "no", "pending": "asked"}


@require_safe
@workspace_page
def inbox(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Open threads, unless another state is asked for; by assignee, channel and words."""
    context = {
        **_listed(request, membership),
        "states": [(key, word.label) for key, word in THREAD_STATE.items()],
        "members": inbox_members(membership.workspace),
        "me": _ME,
        "nobody": NOBODY,
        "channels": [(channel, Channel(channel).label) for channel in LONGEST],
        "unread": unread_count(membership.workspace),
        "may_change": may(membership, Role.ADMIN),
    }
    return render_page(request, membership, "frontend/inbox/list.html", context, section="inbox")


@require_safe
@workspace_page
def inbox_rows(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The list alone, for a page that is open."""
    return render_part(request, membership, "frontend/inbox/rows.html", _listed(request, membership))


def _listed(request: HttpRequest, membership: Membership) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "") for name in ("state", "assignee", "channel", "search")}
    state = asked["state"] if asked["state"] in ThreadState.values else ThreadState.OPEN.value
    assignee = membership.user.email if asked["assignee"] == _ME else asked["assignee"]
    wanted = ThreadFilter(
        state,
        assignee[:254],
        asked["channel"] if asked["channel"] in LONGEST else "",
        asked["search"].replace("\x00", "")[:100],
    )
    try:
        rows, following = threads_page(membership.workspace, wanted, limit=_SIZE, cursor=request.GET.get("after", ""))
    except InvalidInput:
        rows, following = threads_page(membership.workspace, wanted, limit=_SIZE)
    kept = request.GET.copy()
    kept.pop("after", None)
    if following:
        kept["after"] = following
    return {
        "rows": [_row(thread) for thread in rows],
        "next_query": kept.urlencode() if following else "",
        "here_query": request.GET.urlencode(),
        "asked": {**asked, "state": state},
        "is_filtered": any(asked[name] for name in ("assignee", "channel", "search")),
    }


@require_safe
@workspace_page
def thread_page(request: HttpRequest, membership: Membership, thread_id: str) -> HttpResponse:
    """One thread; whoever may answer has looked at it by that."""
    thread = thread_get(workspace=membership.workspace, thread_id=thread_id)
    _looked_at(request, membership, thread)
    return thread_shown(request, membership, thread)


@require_safe
@workspace_page
def thread_lines(request: HttpRequest, membership: Membership, thread_id: str) -> HttpResponse:
    """What was said, for a page that is open; whoever may answer looks at it by that, too."""
    thread = thread_get(workspace=membership.workspace, thread_id=thread_id)
    _looked_at(request, membership, thread)
    return render_part(request, membership, "frontend/inbox/entries.html", _conversation(thread))


def thread_shown(
    request: HttpRequest, membership: Membership, thread: InboxThread, *, given: str = "", fault: str = ""
) -> HttpResponse:
    """The page of a thread; with the answer that was refused, and why."""
    context = {
        **_conversation(thread),
        **_row(thread),
        "facts": _facts(thread),
        "members": inbox_members(membership.workspace),
        "snoozes": snoozes(database_now()),
        "senders": _senders(thread),
        "longest": LONGEST.get(thread.channel, LONGEST[Channel.EMAIL]),
        "key": uuid4(),
        "given": given,
        "fault": fault,
    }
    return render_page(request, membership, "frontend/inbox/thread.html", context, section="inbox")


def _looked_at(request: HttpRequest, membership: Membership, thread: InboxThread) -> None:
    if may(membership, Role.EDITOR) and thread.unread and request.method == "GET":
        thread_read(thread=thread)


def _row(thread: InboxThread) -> dict[str, Any]:
    return {
        "thread": thread,
        "who": who(thread),
        "channel": channel_label(thread),
        "state": THREAD_STATE[thread.state],
    }


def _conversation(thread: InboxThread) -> dict[str, Any]:
    return {"thread": thread, "entries": entries_shown(thread_entries(thread), thread)}


def _senders(thread: InboxThread) -> list[Sender]:
    """By which the contact of a campaign's thread can be written to."""
    if thread.sender_id is not None:
        return []
    rows = Sender.objects.in_workspace(thread.workspace_id).filter(state=SenderState.ACTIVE, channel__in=list(LONGEST))
    # WhatsApp takes no words of one's own before the contact wrote.
    return list(rows.exclude(channel=Channel.WHATSAPP).order_by("-is_default", "channel", "name"))


def _facts(thread: InboxThread) -> list[tuple[str, str]]:
    """What is known of the contact, as far as an answer needs it."""
    contact = thread.contact
    if contact is None:
        return [("Wrote from", thread.address)]
    facts = [("E-mail", contact.email or ""), ("Phone", contact.phone or ""), ("Tags", ", ".join(contact.tags[:10]))]
    if thread.channel:
        said = Consent.objects.in_workspace(thread.workspace_id).filter(
            contact=contact, channel=thread.channel, topic__isnull=True
        )
        states = dict(said.values_list("message_type", "state"))
        facts += [
            ("Wants marketing here", _WORDS.get(states.get("marketing", ""), "not said")),
            ("Wants other messages here", _WORDS.get(states.get("transactional", ""), "not said")),
        ]
    return [(label, value) for label, value in facts if value]
