"""Topics: what messages are about; made, renamed, put into an order, put away and brought back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Topic
from contacts.selectors import TopicCounts, topic_counts, topic_get, topic_list
from contacts.services import topic_archive, topic_create, topic_restore, topic_update, topics_order
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from workspaces.errors import Conflict, DomainError, InvalidInput, NotFound
from workspaces.models import Membership, Role

_FORM = "frontend/topics/form.html"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the list, with how many contacts said yes and no."""

    topic: Topic
    counts: TopicCounts


@require_safe
@workspace_page
def topics_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All of them in their order, with how many contacts said yes and no to each."""
    topics = list(topic_list(workspace=membership.workspace, archived=True))
    counts = topic_counts(topics=topics)
    rows = [TopicRow(topic, counts[topic.pk]) for topic in topics]
    context = {
        "rows": [row for row in rows if row.topic.archived_at is None],
        "archived": [row for row in rows if row.topic.archived_at is not None],
    }
    return render_page(request, membership, "frontend/topics/list.html", context, section="topics")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def topic_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new topic."""
    require_role(membership, Role.EDITOR)
    if request.method != "POST":
        return _shown(request, membership, None, {"public": True})
    values = _values(request.POST) | {"key": request.POST.get("key", "").strip()}
    try:
        topic = topic_create(workspace=membership.workspace, actor=actor_of(membership), **values)
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, None, values, error)
    messages.success(request, f"“{topic.name}” is there. Choose it in a campaign’s settings.")
    return redirect("frontend:topics", slug=membership.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def topic_edit(request: HttpRequest, membership: Membership, topic_id: str) -> HttpResponse:
    """Another name or description, or whether contacts see it."""
    require_role(membership, Role.EDITOR)
    topic = topic_get(workspace=membership.workspace, topic_id=topic_id)
    if request.method != "POST":
        stored = {"name": topic.name, "description": topic.description, "public": topic.public}
        return _shown(request, membership, topic, stored)
    values = _values(request.POST)
    try:
        with unless_changed(request, topic):
            topic_update(topic=topic, actor=actor_of(membership), **values)
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, topic, values, error)
    messages.success(request, f"“{values['name']}” is saved.")
    return redirect("frontend:topics", slug=membership.workspace.slug)


@require_POST
@workspace_page
def topic_do(request: HttpRequest, membership: Membership, topic_id: str) -> HttpResponse:
    """Up, down, archive, restore."""
    require_role(membership, Role.EDITOR)
    topic = topic_get(workspace=membership.workspace, topic_id=topic_id)
    try:
        words = _done(membership, topic, request.POST.get("action", ""))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("frontend:topics", slug=membership.workspace.slug)


def _done(membership: Membership, topic: Topic, action: str) -> str:
    actor = actor_of(membership)
    if action == "archive":
        topic_archive(topic=topic, actor=actor)
        return f"“{topic.name}” is archived. What contacts said of it still holds."
    if action == "restore":
        topic_restore(topic=topic, actor=actor)
        return f"“{topic.name}” is offered again."
    if action not in ("up", "down"):
        raise NotFound("There is no such action.")
    topics = list(topic_list(workspace=membership.workspace))
    place = topics.index(topic)
    other = place + (1 if action == "down" else -1)
    if 0 <= other < len(topics):
        topics[place], topics[other] = topics[other], topics[place]
        topics_order(workspace=membership.workspace, topics=topics, actor=actor)
    return f"“{topic.name}” moved {action}."


def _values(data: QueryDict) -> dict[str, Any]:
    return {
        "name": data.get("name", "").strip(),
        "description": data.get("description", "").strip(),
        "public": "public" in data,
    }


def _shown(
    request: HttpRequest,
    membership: Membership,
    topic: Topic | None,
    values: dict[str, Any],
    error: DomainError | None = None,
) -> HttpResponse:
    faults = {detail.field: detail.message for detail in error.details} if error else {}
    context = {"topic": topic, "values": values, "faults": faults}
    return render_page(request, membership, _FORM, context, section="topics")
