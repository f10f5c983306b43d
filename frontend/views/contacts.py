"""Contacts: the list that is searched, filtered, sorted and counted, and what is known of one of them."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.selectors import flow_names
from contacts.bulk import all_actions
from contacts.finding import SORTS, contacts_count, contacts_page, filter_rule, selection_of
from contacts.finding.columns import column_choices
from contacts.rules import parse, plain_words
from contacts.selectors import contact_get, saved_views, segment_list, tag_names
from frontend.access import workspace_page
from frontend.contact_list import ListState, cells_of, may_change, state_of
from frontend.contact_sections import Look, sections_of
from frontend.contact_timeline import FILTERS, timeline_of
from frontend.pages import render_page, render_part
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership, Workspace
from workspaces.timing import TooSlow, statements_within

# Milliseconds that a page of the list may take.
_WITHIN = 4_000
_MOST_CHOICES = 200
_CREATED = {"1d": "1 day", "7d": "7 days", "30d": "30 days", "90d": "90 days", "365d": "a year"}
_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)
_STATES = {"granted": "given", "denied": "refused", "unknown": "nobody asked"}


@require_safe
@workspace_page
def contact_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The contacts that a filter finds, with the columns and in the order that were chosen."""
    state = state_of(membership, request.GET)
    context = _choices(membership, state) | {"state": state, "problem": state.problem, "rows": [], "next_query": ""}
    columns = [column for column in context["columns"] if column.key in state.columns]
    columns.sort(key=lambda column: state.columns.index(column.key))
    try:
        which = selection_of(membership.workspace.pk, state.which, database_now())
        after = request.GET.get("after", "")
        with statements_within(_WITHIN):
            page = contacts_page(membership.workspace.pk, which, sort=state.sort, cursor=after)
        context |= {
            "rows": [(contact, cells_of(contact, columns)) for contact in page.rows],
            "next_query": f"{state.query}&after={page.next_cursor}" if page.next_cursor else "",
            "is_first": not after,
            "rule_words": _words(membership.workspace, state),
        }
    except InvalidInput as error:
        context["problem"] = error.message
    except TooSlow:
        context["problem"] = (
            "This filter takes too long for a list. Save it as a segment: a segment finds its contacts in the "
            "background, and the list of a segment is always quick."
        )
    if state.too_long:
        context["problem"] = "This rule is too long for an address. Save it as a view or as a segment to keep it."
    context["shown_columns"] = columns
    return render_page(request, membership, "frontend/contacts/list.html", context, section="contacts")


@require_safe
@workspace_page
def contact_count(request: HttpRequest, membership: Membership) -> HttpResponse:
    """How many the list's filter finds."""
    state = state_of(membership, request.GET)
    try:
        which = selection_of(membership.workspace.pk, state.which, database_now())
        count = contacts_count(membership.workspace.pk, which)
    except InvalidInput:
        count = None
    return render_part(request, membership, "frontend/contacts/count.html", {"count": count})


@require_safe
@workspace_page
def contact_page(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """What is known of one contact, section by section."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    context = {"contact": contact, "sections": sections_of(Look(request, membership, contact))}
    return render_page(request, membership, "frontend/contacts/page.html", context, section="contacts")


@require_safe
@workspace_page
def contact_timeline(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """Older lines of the timeline: a fragment for htmx, a page of their own for others."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in FILTERS else ""
    try:
        timeline = timeline_of(membership.workspace, contact, chosen=chosen, before=request.GET.get("before", ""))
    except InvalidInput as error:
        raise NotFound("There is no such part of the timeline.") from error
    context = {"contact": contact, "timeline": timeline, "chosen": chosen}
    if request.htmx:  # type: ignore[attr-defined]
        return render_part(request, membership, "frontend/contacts/timeline_lines.html", context)
    return render_page(request, membership, "frontend/contacts/timeline.html", context, section="contacts")


def _choices(membership: Membership, state: ListState) -> dict[str, Any]:
    """What the forms of the list offer."""
    workspace = membership.workspace
    rule = state.which.rule
    return {
        "may_change": state.view is not None and may_change(membership, state.view),
        "bulk_actions": all_actions(),
        "views": list(saved_views(workspace=workspace, user=membership.user)),
        "columns": column_choices(workspace),
        "sorts": [(key, sort.label) for key, sort in SORTS.items()],
        "segments": [(each.public_id, each.name) for each in segment_list(workspace=workspace)[:_MOST_CHOICES]],
        "tags": tag_names(workspace=workspace, limit=_MOST_CHOICES),
        "channels": [(channel.value, channel.label) for channel in _CHANNELS],
        "consents": _consents(),
        "created_choices": list(_CREATED.items()),
        "filtered": bool(state.which.chosen()),
        "narrowed": len(state.which.chosen().keys() - {"search"}),
        "names": _names(workspace, rule),
        "rule_json": json.dumps(rule) if rule else "",
        "no_issues": [],
        "api_base": f"/api/workspaces/{workspace.slug}/",
    }


def _consents() -> list[tuple[str, list[tuple[str, str]]]]:
    """(channel and kind of message, [(value, label)])."""
    return [
        (
            f"{kind.label} by {channel.label}",
            [
                (f"{channel}.{kind}.{state}", f"{kind.label} by {channel.label}: {word}")
                for state, word in _STATES.items()
            ],
        )
        for channel in _CHANNELS
        for kind in MessageType
    ]


def _words(workspace: Workspace, state: ListState) -> str:
    rule = filter_rule(state.which)
    if rule is None:
        return ""
    words = plain_words(parse(rule), _names(workspace, rule))
    return words[:1].upper() + words[1:]


def _names(workspace: Workspace, rule: Any) -> dict[str, str]:
    """The names of what a rule refers to, as for a flow whose only step holds it."""
    return flow_names(workspace, {"nodes": [{"id": "rule", "config": rule}]}) if rule else {}
