"""Endpoints of outbound webhooks: made, changed, tried, given up; and replaying what they were not told."""

import base64
import secrets as randomness
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.http import CallFailed, check_url
from workspaces.http.addresses import is_public
from workspaces.models import (
    DeliveryState,
    DisabledReason,
    Notice,
    NoticeKind,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    Workspace,
)
from workspaces.nudge import nudge
from workspaces.outbound.kinds import TEST, kinds
from workspaces.sealing import seal, unseal
from workspaces.services.audit import Actor, audit_record
from workspaces.services.notices import notice_open, notices_end
from workspaces.sql import load
from workspaces.wall.scope import only_in

TASK = "workspaces.tasks.run_outbound_webhooks"
MOST_ENDPOINTS = 50
OVERLAP_HOURS, MOST_OVERLAP_HOURS = 24, 168
_SECRET_BYTES = 32
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class NewSecret:
    """An endpoint with its secret as it is shown, this once."""

    endpoint: WebhookEndpoint
    secret: str


@transaction.atomic
def endpoint_create(
    *, workspace: Workspace, url: str, events: Collection[str], actor: Actor, description: str = ""
) -> NewSecret:
    """A new endpoint, enabled, with a secret that is shown once. Raises InvalidInput, and Conflict beyond 50."""
    checked = _checked({"url": url, "events": events, "description": description})
    # One at a time, so that the limit holds.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if WebhookEndpoint.objects.in_workspace(workspace).count() >= MOST_ENDPOINTS:
        raise Conflict(f"A workspace has at most {MOST_ENDPOINTS} webhook endpoints.")
    secret = _new_secret()
    endpoint = WebhookEndpoint(workspace=workspace, secret=seal(secret.encode()), **checked)
    endpoint.save(force_insert=True)
    _record(endpoint, actor, "created")
    return NewSecret(endpoint, secret)


@transaction.atomic
def endpoint_update(*, endpoint: WebhookEndpoint, changes: Mapping[str, Any], actor: Actor) -> WebhookEndpoint:
    """Another `url`, `description` or `events`, and `enabled`: whatever is in `changes`. Raises InvalidInput.

    Enabling forgets earlier failures. Disabling gives up what is still to be told; it can be replayed.
    """
    locked = _locked(endpoint)
    before = {name: getattr(locked, name) for name in changes}
    for name, value in _checked(changes).items():
        setattr(locked, name, value)
    wanted = changes.get("enabled", locked.enabled)
    if wanted and not locked.enabled:
        locked.enabled, locked.disabled_reason, locked.disabled_at = True, "", None
        locked.failures, locked.failing_since, locked.blocked_until = 0, None, None
        notices = Notice.objects.in_workspace(locked.workspace_id).filter(
            kind=NoticeKind.WEBHOOK, subject=locked.pk, ended_at=None
        )
        notices_end(notices=list(notices), now=database_now())
    elif locked.enabled and not wanted:
        locked.enabled, locked.disabled_reason = False, DisabledReason.BY_HAND
        locked.disabled_at = database_now()
    locked.save()
    fields = sorted(name for name in changes if getattr(locked, name) != before[name])
    _record(locked, actor, "changed", {"fields": fields})
    return locked


@transaction.atomic
def endpoint_delete(*, endpoint: WebhookEndpoint, actor: Actor) -> None:
    """With all its deliveries. What happened meanwhile is not told to anybody."""
    locked = _locked(endpoint)
    _record(locked, actor, "deleted")
    WebhookDelivery.objects.in_workspace(locked.workspace_id).filter(endpoint_id=locked.pk).delete()
    locked.delete()


@transaction.atomic
def endpoint_rotate(*, endpoint: WebhookEndpoint, actor: Actor, overlap_hours: int = OVERLAP_HOURS) -> NewSecret:
    """A new secret, shown once; for `overlap_hours` (0 to 168) the one before signs along. Raises InvalidInput."""
    if not 0 <= overlap_hours <= MOST_OVERLAP_HOURS:
        raise InvalidInput.of("overlap_hours", f"must be 0 to {MOST_OVERLAP_HOURS}")
    locked = _locked(endpoint)
    secret = _new_secret()
    if overlap_hours:
        locked.previous_secret = locked.secret
        locked.previous_until = database_now() + timedelta(hours=overlap_hours)
    else:
        locked.previous_secret = locked.previous_until = None
    locked.secret = seal(secret.encode())
    locked.save()
    _record(locked, actor, "rotated", {"overlap_hours": overlap_hours})
    return NewSecret(locked, secret)


@transaction.atomic
def endpoint_test(*, endpoint: WebhookEndpoint, actor: Actor) -> WebhookDelivery:
    """Sends an event `webhook.test` to this endpoint alone. Raises Conflict for one that is disabled."""
    locked = _locked(endpoint)
    _require_enabled(locked)
    event = WebhookEvent.objects.create(
        workspace_id=locked.workspace_id, kind=TEST, data={"endpoint": str(locked.pk)}, happened_at=database_now()
    )
    delivery = WebhookDelivery.objects.create(workspace_id=locked.workspace_id, endpoint=locked, event=event)
    _record(locked, actor, "tested")
    nudge(TASK)
    return _fresh(delivery)


@transaction.atomic
def delivery_replay(*, delivery: WebhookDelivery, actor: Actor) -> WebhookDelivery:
    """Makes a settled delivery anew, with the same id. Raises Conflict for one that is on its way or can't go out."""
    endpoint = WebhookEndpoint.objects.in_workspace(delivery.workspace_id).get(pk=delivery.endpoint_id)
    _require_enabled(endpoint)
    over = [DeliveryState.DELIVERED, DeliveryState.FAILED]
    rows = WebhookDelivery.objects.in_workspace(delivery.workspace_id).filter(pk=delivery.pk, state__in=over)
    now = database_now()
    if not rows.update(state=DeliveryState.PENDING, due_at=now, tries=0, losses=0, settled_at=None):
        raise Conflict("This delivery is on its way already.", current_status="pending", allowed=())
    _record(endpoint, actor, "replayed", {"delivery": delivery.public_id})
    nudge(TASK)
    return _fresh(delivery)


@transaction.atomic
def deliveries_replay(*, endpoint: WebhookEndpoint, since: datetime, actor: Actor) -> int:
    """Makes all deliveries anew that failed and were due since a moment; how many. Raises Conflict, InvalidInput."""
    if since.tzinfo is None:
        raise InvalidInput.of("since", "must have an offset, such as 2026-11-21T10:00:00Z")
    locked = _locked(endpoint)
    _require_enabled(locked)
    params: dict[str, Any] = {
        "workspace": locked.workspace_id,
        "endpoint": locked.pk,
        "since": since,
        "after": 0,
        "now": database_now(),
        "limit": _CHUNK,
    }
    replayed = 0
    with connection.cursor() as cursor:
        while params["after"] is not None:
            cursor.execute(load("workspaces.outbound", "replay"), params)
            count, params["after"] = cursor.fetchone()
            replayed += count
    _record(locked, actor, "replayed", {"since": since.isoformat(), "deliveries": replayed})
    nudge(TASK)
    return replayed


def endpoint_gave_up(*, endpoint_ids: Sequence[UUID]) -> None:
    """Notes that the webhooks stage has disabled endpoints, and tells the members once; in the caller's transaction."""
    endpoints = WebhookEndpoint.objects.across_workspaces().filter(pk__in=endpoint_ids).select_related("workspace")
    for endpoint in endpoints if endpoint_ids else ():
        with only_in(endpoint.workspace_id):
            _tell_that_it_gave_up(endpoint)


def _tell_that_it_gave_up(endpoint: WebhookEndpoint) -> None:
    _record(endpoint, Actor.system(), "disabled", {"reason": endpoint.disabled_reason})
    why = "answered that it is gone (410)" if endpoint.disabled_reason == DisabledReason.GONE else "failed for days"
    notice_open(
        workspace=endpoint.workspace,
        kind=NoticeKind.WEBHOOK,
        subject=endpoint.pk,
        title="A webhook endpoint was disabled",
        sentence=f"The endpoint {_without_query(endpoint.url)} {why} and is told of nothing more. Enable it again "
        "when its receiver works; what it was not told can be replayed.",
        path=reverse("frontend:webhook", args=[endpoint.workspace.slug, endpoint.public_id]),
    )


def signing_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """What signs its calls: the secret, and the one before while that counts. Raises Unsealable."""
    stored = [endpoint.secret]
    if endpoint.previous_secret is not None and endpoint.previous_until and endpoint.previous_until > now:
        stored.append(endpoint.previous_secret)
    return [unseal(bytes(each)).decode() for each in stored]


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    if "url" in values:
        checked["url"] = _url(values["url"].strip())
    if "description" in values:
        checked["description"] = values["description"].strip()
        if len(checked["description"]) > 300:
            raise InvalidInput.of("description", "must be at most 300 characters")
    if "events" in values:
        checked["events"] = _events(values["events"])
    return checked


def _url(url: str) -> str:
    """Raises InvalidInput for what is surely never called; where a name leads is looked at anew before each call."""
    if len(url) > 2_000 or any(character.isspace() or not character.isprintable() for character in url):
        raise InvalidInput.of("url", "must be an address of at most 2,000 characters, without blanks")
    try:
        check_url(url)
    except CallFailed as refused:
        raise InvalidInput.of("url", str(refused)) from None
    host = str(urlsplit(url).hostname).rstrip(".")
    loopback = settings.OUTBOUND_HTTP_ALLOW_LOOPBACK
    try:
        public = is_public(host, loopback=loopback)
    except ValueError:
        public = loopback or (host != "localhost" and not host.endswith(".localhost"))
    if not public:
        raise InvalidInput.of("url", "must not lead into a private network")
    return url


def _events(wanted: Collection[str]) -> list[str]:
    known = [kind.key for kind in kinds()]
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise InvalidInput.of("events", f"unknown: {', '.join(unknown)[:200]}; allowed are {', '.join(known)}")
    if not wanted:
        raise InvalidInput.of("events", "choose at least one")
    return [key for key in known if key in wanted]


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(randomness.token_bytes(_SECRET_BYTES)).decode()}"


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.in_workspace(endpoint.workspace_id).select_related("workspace")
    locked: WebhookEndpoint = rows.select_for_update(of=("self",)).get(pk=endpoint.pk)
    return locked


def _require_enabled(endpoint: WebhookEndpoint) -> None:
    if not endpoint.enabled:
        raise Conflict("The endpoint is disabled.", current_status="disabled", allowed=["enable"])


def _fresh(delivery: WebhookDelivery) -> WebhookDelivery:
    rows = WebhookDelivery.objects.in_workspace(delivery.workspace_id).select_related("event", "endpoint")
    fresh: WebhookDelivery = rows.get(pk=delivery.pk)
    return fresh


def _without_query(url: str) -> str:
    """Queries may hold tokens, which are nothing for e-mails."""
    return url.partition("?")[0]


def _record(endpoint: WebhookEndpoint, actor: Actor, verb: str, data: Mapping[str, Any] | None = None) -> None:
    audit_record(
        workspace=endpoint.workspace,
        actor=actor,
        action=f"webhook.{verb}",
        target_type="webhook",
        target_id=endpoint.public_id,
        data={"url": _without_query(endpoint.url), **(data or {})},
    )
