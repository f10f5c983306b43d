"""Making, changing, copying and deleting campaigns. Launch, holds and endings stand in their own files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from campaigns.engine.plans import plan_of
from campaigns.flow import parse
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.starting import triggers_restart
from campaigns.lifecycle.streams import stream_sync
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign, CampaignGoal, CampaignType, FlowVersion, Lifecycle
from campaigns.services.setting_rules import settings_check
from campaigns.settings import settings_merge
from campaigns.status import FINISHED, LAUNCHED
from contacts.models import Segment
from workspaces.channels import Channel
from workspaces.errors import FieldError, InvalidInput, NotFound, Stale
from workspaces.models import Workspace
from workspaces.selectors import row_find
from workspaces.services import Actor
from workspaces.sql import load

EMPTY_FLOW: dict[str, Any] = {"nodes": [], "edges": []}
_CHANGEABLE = ("name", "description", "type", "goal", "channel", "settings", "audience", "starts_at", "ends_at")
_NAME_LENGTH = 200


@transaction.atomic
def campaign_create(
    *, workspace: Workspace, name: str, actor: Actor, document: Mapping[str, Any] | None = None, **fields: Any
) -> Campaign:
    """A new draft with its first flow draft.

    `fields` are those that `campaign_update` takes: description, type, goal, channel, settings, audience (Segment or
    None), starts_at, ends_at. Raises InvalidInput naming the field, or the place in the document.
    """
    flow = parse(document if document is not None else EMPTY_FLOW)
    campaign = Campaign(workspace=workspace)
    _assign(campaign, {"name": name, **fields})
    campaign.save(force_insert=True)
    FlowVersion.objects.create(
        workspace=workspace,
        campaign=campaign,
        number=1,
        document=flow.document(),
        saved_by=actor.shown,
    )
    stream_sync(campaign)
    campaign_audit(campaign, actor, "created")
    return campaign


@transaction.atomic
def campaign_update(
    *, campaign: Campaign, changes: Mapping[str, Any], actor: Actor, unchanged_since: datetime | None = None
) -> Campaign:
    """Changes any of name, description, type, goal, channel, settings, audience, starts_at, ends_at.

    Settings are merged key by key; null puts a key back to its default.

    Raises InvalidInput naming unknown or wrong fields, Conflict once the campaign is finished, and Stale where somebody
    changed it after `unchanged_since`, its `updated_at` as it was read.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle in FINISHED:
        raise refusal(locked, "changed")
    if unchanged_since is not None and locked.updated_at != unchanged_since:
        raise Stale("Somebody else changed the campaign first.", current_status="changed")
    _refuse_late_changes(locked, changes)
    _assign(locked, changes)
    locked.save(update_fields=[*changes, "updated_at"])
    if "starts_at" in changes and locked.lifecycle == Lifecycle.SCHEDULED and locked.live_version is not None:
        triggers_restart(locked, plan_of(locked.live_version))
    stream_sync(locked)
    campaign_audit(locked, actor, "updated", {"fields": sorted(changes)})
    return locked


@transaction.atomic
def campaign_duplicate(*, campaign: Campaign, actor: Actor, name: str | None = None) -> Campaign:
    """A new draft with the same flow, settings and audience; nothing of the original's history."""
    copy = campaign_create(
        workspace=campaign.workspace,
        name=name or f"{campaign.name} (copy)"[:_NAME_LENGTH],
        actor=actor,
        document=campaign_document(campaign),
        description=campaign.description,
        type=campaign.type,
        goal=campaign.goal,
        channel=campaign.channel,
        settings=campaign.settings,
        audience=campaign.audience,
    )
    campaign_audit(copy, actor, "duplicated", {"from": campaign.public_id})
    return copy


@transaction.atomic
def campaign_delete(*, campaign: Campaign, actor: Actor) -> None:
    """Deletes a campaign that isn't launched, with its flow, executions and journal. Raises Conflict.

    Its messages stay: they are part of what each contact was sent.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle in LAUNCHED or (locked.lifecycle == Lifecycle.CANCELLED and locked.completed_at is None):
        raise refusal(locked, "deleted")
    campaign_audit(locked, actor, "deleted", {"name": locked.name})
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.services", "campaign_delete"), {"campaign": locked.pk})


def _refuse_late_changes(campaign: Campaign, changes: Mapping[str, Any]) -> None:
    """What the launch has built on stays as it was."""
    if campaign.lifecycle == Lifecycle.DRAFT:
        return
    if "starts_at" in changes and campaign.lifecycle != Lifecycle.SCHEDULED:
        raise InvalidInput.of("starts_at", "the campaign has started")
    if "starts_at" in changes and changes["starts_at"] is None:
        raise InvalidInput.of("starts_at", "a scheduled campaign needs a start")
    wanted = changes.get("settings") or {}
    if isinstance(wanted, Mapping) and wanted.get("reentry", campaign.settings.get("reentry")) != campaign.settings.get(
        "reentry"
    ):
        raise InvalidInput.of("settings.reentry", "can't change after the launch")


def _assign(campaign: Campaign, changes: Mapping[str, Any]) -> None:
    """Checks all changes before it sets the first one."""
    unknown = [FieldError(name, "unknown field", "unknown") for name in changes if name not in _CHANGEABLE]
    if unknown:
        raise InvalidInput(f"{unknown[0].field}: unknown field", unknown)
    values = {name: _CHECKS[name](campaign, value) for name, value in changes.items()}
    starts_at = values.get("starts_at", campaign.starts_at)
    ends_at = values.get("ends_at", campaign.ends_at)
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise InvalidInput.of("ends_at", "must be after the start")
    for name, value in values.items():
        setattr(campaign, name, value)


def _name(campaign: Campaign, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value.strip()) > _NAME_LENGTH or "\0" in value:
        raise InvalidInput.of("name", f"must be a text of 1 to {_NAME_LENGTH} characters")
    return value.strip()


def _description(campaign: Campaign, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000 or "\0" in value:
        raise InvalidInput.of("description", "must be a text of at most 10000 characters")
    return value


def _type(campaign: Campaign, value: Any) -> str:
    if value not in CampaignType.values:
        raise InvalidInput.of("type", f"must be one of {', '.join(CampaignType.values)}")
    return str(value)


def _goal(campaign: Campaign, value: Any) -> str:
    if value not in ("", *CampaignGoal.values):
        raise InvalidInput.of("goal", f"must be one of {', '.join(CampaignGoal.values)}")
    return str(value)


def _channel(campaign: Campaign, value: Any) -> str:
    if value not in ("", *Channel.values):
        raise InvalidInput.of("channel", f"must be one of {', '.join(Channel.values)}")
    return str(value)


def _settings(campaign: Campaign, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidInput.of("settings", "must be an object")
    settings = settings_merge(campaign.settings, value)
    settings_check(settings, campaign.workspace_id)
    return settings


def audience_find(workspace: Workspace, public_id: str | None) -> Segment | None:
    """The segment that a body or a document names as its audience. Raises InvalidInput."""
    if public_id is None:
        return None
    try:
        return row_find(Segment, public_id, [workspace.pk])
    except NotFound:
        raise InvalidInput.of("audience", "there is no such segment") from None


def _audience(campaign: Campaign, value: Any) -> Segment | None:
    if value is not None and (not isinstance(value, Segment) or value.workspace_id != campaign.workspace_id):
        raise InvalidInput.of("audience", "there is no such segment")
    return value


def _moment(name: str) -> Any:
    def check(campaign: Campaign, value: Any) -> datetime | None:
        if value is not None and (not isinstance(value, datetime) or value.tzinfo is None):
            raise InvalidInput.of(name, "must be a date and time with its offset")
        return value

    return check


_CHECKS = {
    "name": _name,
    "description": _description,
    "type": _type,
    "goal": _goal,
    "channel": _channel,
    "settings": _settings,
    "audience": _audience,
    "starts_at": _moment("starts_at"),
    "ends_at": _moment("ends_at"),
}
