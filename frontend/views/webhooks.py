"""Webhook endpoints: who is told of what happens, their secrets, and how each delivery went."""

import json
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_of, may, require_role, workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.reading import unless_changed
from workspaces.errors import DomainError, InvalidInput, NotFound, Stale
from workspaces.models import DeliveryState, Membership, Role, WebhookEndpoint, WebhookEvent
from workspaces.outbound.body import document_of
from workspaces.outbound.kinds import kind_named, kinds
from workspaces.outbound.schedule import ATTEMPTS
from workspaces.selectors import row_find
from workspaces.selectors.webhooks import (
    DeliveryFilter,
    deliveries_of,
    delivery_get,
    endpoint_list,
    waiting_by_endpoint,
)
from workspaces.services.webhooks import (
    NewSecret,
    deliveries_replay,
    delivery_replay,
    endpoint_create,
    endpoint_delete,
    endpoint_rotate,
    endpoint_test,
    endpoint_update,
)

_SECTION = "events"
_TONES = {DeliveryState.DELIVERED: "good", DeliveryState.FAILED: "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def endpoints(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The workspace's endpoints; a POST makes one and shows its secret, this once."""
    given: dict[str, Any] = {"url": "", "description": "", "events": []}
    faults: dict[str, str] = {}
    if request.method == "POST":
        require_role(membership, Role.ADMIN)
        given = _given(request.POST)
        try:
            made = endpoint_create(workspace=membership.workspace, actor=actor_of(membership), **given)
        except InvalidInput as error:
            faults = _faults(error)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            return _secret(request, membership, made)
    waiting = waiting_by_endpoint(membership.workspace)
    context = {
        "endpoints": [(each, waiting.get(each.pk, 0)) for each in endpoint_list(membership.workspace)],
        **_form(given, faults),
        "may_manage": may(membership, Role.ADMIN),
    }
    return render_page(request, membership, "frontend/webhooks/list.html", context, section=_SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def endpoint(request: HttpRequest, membership: Membership, webhook_id: str) -> HttpResponse:
    """One endpoint with its deliveries; a POST changes where it is and what it is told of."""
    found = _endpoint(membership, webhook_id)
    given, faults = {"url": found.url, "description": found.description, "events": found.events}, {}
    if request.method == "POST":
        require_role(membership, Role.ADMIN)
        given = _given(request.POST)
        try:
            with unless_changed(request, found):
                endpoint_update(endpoint=found, changes=given, actor=actor_of(membership))
        except Stale:
            pass  # the form says so
        except InvalidInput as error:
            faults = _faults(error)
        else:
            messages.success(request, "Saved. It counts for what happens from now on.")
            return _back(membership, found)
    state = request.GET.get("state", "")
    state = state if state in DeliveryState.values else ""
    page = page_of(deliveries_of(found, DeliveryFilter(state or None)), request.GET)
    context = {
        "endpoint": found,
        "page": page,
        "rows": [(each, _TONES.get(DeliveryState(each.state), "busy")) for each in page.rows],
        "states": [("", "All"), *DeliveryState.choices],
        "state": state,
        "since": timezone.localtime().strftime("%Y-%m-%dT00:00"),
        "now": timezone.now(),
        **_form(given, faults),
        "may_manage": may(membership, Role.ADMIN),
    }
    return render_page(request, membership, "frontend/webhooks/endpoint.html", context, section=_SECTION)


@require_safe
@workspace_page
def delivery(request: HttpRequest, membership: Membership, webhook_id: str, delivery_id: str) -> HttpResponse:
    """One delivery: what is sent, and how the last attempt went."""
    found = _endpoint(membership, webhook_id)
    row = delivery_get(found, delivery_id)
    context = {
        "endpoint": found,
        "delivery": row,
        "tone": _TONES.get(DeliveryState(row.state), "busy"),
        "body": _body(row.event),
        "attempts": ATTEMPTS,
        "may_replay": may(membership, Role.ADMIN) and row.settled_at is not None and found.enabled,
    }
    return render_page(request, membership, "frontend/webhooks/delivery.html", context, section=_SECTION)


def _body(event: WebhookEvent) -> str:
    """What is sent, for reading; empty for a type of event that no app lists any more."""
    if kind_named(event.kind) is None:
        return ""
    document = document_of(event.kind, event.workspace_id, event.happened_at, event.data)
    return json.dumps(document, indent=2, ensure_ascii=False)


@require_POST
@workspace_page
def endpoint_do(request: HttpRequest, membership: Membership, webhook_id: str) -> HttpResponse:
    """Test, enable, disable, rotate, delete, or replay."""
    require_role(membership, Role.ADMIN)
    found = _endpoint(membership, webhook_id)
    actor, action = actor_of(membership), request.POST.get("action", "")
    try:
        if action == "rotate":
            return _secret(request, membership, endpoint_rotate(endpoint=found, actor=actor))
        words = _done(membership, found, action, request.POST)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    if action == "delete":
        return redirect("frontend:webhooks", slug=membership.workspace.slug)
    return _back(membership, found)


def _done(membership: Membership, found: WebhookEndpoint, action: str, given: QueryDict) -> str:
    actor = actor_of(membership)
    if action in ("enable", "disable"):
        endpoint_update(endpoint=found, changes={"enabled": action == "enable"}, actor=actor)
        return "It is told of events again." if action == "enable" else "It is told of nothing any more."
    if action == "test":
        endpoint_test(endpoint=found, actor=actor)
        return "A test is on its way; it stands on top of the deliveries."
    if action == "delete":
        endpoint_delete(endpoint=found, actor=actor)
        return "The endpoint is gone."
    if action == "replay":
        delivery_replay(delivery=delivery_get(found, given.get("delivery", "")), actor=actor)
        return "It is sent once more."
    if action == "replay_failed":
        number = deliveries_replay(endpoint=found, since=_since(given.get("since", "")), actor=actor)
        return f"{number} deliver{pluralize(number, 'y is,ies are')} sent once more."
    raise NotFound("There is no such action.")


def _since(text: str) -> datetime:
    """A moment of the workspace's own time. Raises InvalidInput."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput.of("since", "choose a day and a time") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _endpoint(membership: Membership, webhook_id: str) -> WebhookEndpoint:
    return row_find(WebhookEndpoint, webhook_id, [membership.workspace_id])


def _back(membership: Membership, found: WebhookEndpoint) -> HttpResponse:
    return redirect("frontend:webhook", slug=membership.workspace.slug, webhook_id=found.public_id)


def _secret(request: HttpRequest, membership: Membership, made: NewSecret) -> HttpResponse:
    """The one page that shows a secret. It is the answer to a POST, so that nothing leads to it again."""
    context = {"endpoint": made.endpoint, "secret": made.secret}
    answer = render_page(request, membership, "frontend/webhooks/secret.html", context, section=_SECTION)
    answer["Cache-Control"] = "no-store"
    return answer


def _given(data: QueryDict) -> dict[str, Any]:
    return {
        "url": data.get("url", ""),
        "description": data.get("description", ""),
        "events": data.getlist("events"),
    }


def _faults(error: InvalidInput) -> dict[str, str]:
    return {each.field: each.message for each in error.details}


def _form(given: dict[str, Any], faults: dict[str, str]) -> dict[str, Any]:
    families = groupby(kinds(), key=lambda kind: kind.family)
    return {"given": given, "faults": faults, "families": [(name, list(group)) for name, group in families]}
