"""The flow's published versions: what is wrong with a flow, publishing it, and the trigger rows of a version."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from campaigns.engine.plans import pins_of
from campaigns.flow import Flow, Issue, Pins, Plan, compile, errors_of, parse, validate
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.starting import triggers_restart
from campaigns.lifecycle.streams import stream_sync
from campaigns.lifecycle.versions import campaign_document, campaign_draft
from campaigns.models import Campaign, FlowState, FlowVersion, Trigger
from campaigns.services.drafts import stale_refuse
from campaigns.services.moving import PIN, Publishing, mapping_check, move_order
from campaigns.services.references import references_find
from campaigns.services.setting_rules import settings_check
from campaigns.status import FINISHED, LAUNCHED
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.services import Actor


def flow_issues(*, campaign: Campaign, document: Mapping[str, Any] | None = None) -> list[Issue]:
    """Errors and warnings of a document, or of the draft (else the live version). Raises InvalidInput if malformed."""
    flow = parse(campaign_document(campaign) if document is None else document)
    return validate(flow, references_find(flow, campaign)[0])


@transaction.atomic
def campaign_publish(
    *, campaign: Campaign, actor: Actor, how: Publishing = PIN, expected_revision: int | None = None
) -> FlowVersion:
    """Makes the draft an immutable version, pins its templates' versions, and makes it the live one.

    Those who are on their way stay on their version, or are moved to it (`how`). Raises InvalidInput naming node and
    path for every error, and each wrong entry of the mapping; Conflict when there is no draft, or when the campaign is
    finished; Stale when the flow is no longer at `expected_revision`.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle in FINISHED:
        raise refusal(locked, "published")
    draft = campaign_draft(locked)
    stale_refuse(locked, draft, expected_revision)
    if draft is None:
        raise Conflict("There is no draft to publish.", current_status="no draft", allowed=("update",))
    flow, pins = flow_validated(locked, draft.document)
    mapping_check(locked, flow, how)
    return _publish(locked, draft, flow, pins, actor, how)[0]


def version_ensure(campaign: Campaign, actor: Actor) -> Plan:
    """For launch: publishes the draft if there is one, checks the live version again if not. Raises InvalidInput."""
    draft = campaign_draft(campaign)
    if draft is not None:
        flow, pins = flow_validated(campaign, draft.document)
        return _publish(campaign, draft, flow, pins, actor, PIN)[1]
    if campaign.live_version is None:
        raise InvalidInput.of("workflow", "the campaign has no flow")
    flow, _ = flow_validated(campaign, campaign.live_version.document)
    return compile(flow, pins=pins_of(campaign.live_version))


def _publish(
    campaign: Campaign, draft: FlowVersion, flow: Flow, pins: Pins, actor: Actor, how: Publishing
) -> tuple[FlowVersion, Plan]:
    plan = compile(flow, pins=pins)
    drafts = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(pk=draft.pk, state=FlowState.DRAFT)
    drafts.update(
        state=FlowState.PUBLISHED,
        updated_at=Now(),
        **publication(plan, pins, actor),
    )
    draft.refresh_from_db()
    version_go_live(campaign, draft, plan, how, actor, "published")
    return draft, plan


def version_go_live(
    campaign: Campaign, version: FlowVersion, plan: Plan, how: Publishing, actor: Actor, verb: str, **data: Any
) -> None:
    """A version that has just been published becomes the locked campaign's live one, with its triggers and its move."""
    Trigger.objects.bulk_create(_trigger_rows(campaign, version, plan))
    campaigns = Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk)
    campaigns.update(live_version=version, updated_at=Now())
    campaign.live_version = version
    mapping = {"mapping": dict(how.mapping)} if how.mapping else {}
    campaign_audit(campaign, actor, verb, {"version": version.number, "mode": how.mode.value, **mapping, **data})
    if campaign.lifecycle in LAUNCHED:
        stream_sync(campaign)
        triggers_restart(campaign, plan)
    move_order(campaign, version, plan, how, actor)


def flow_validated(campaign: Campaign, document: Mapping[str, Any]) -> tuple[Flow, Pins]:
    """The flow and its pins. Raises InvalidInput with one detail per error, each naming its node or setting."""
    settings_check(campaign.settings, campaign.workspace_id)
    flow = parse(document)
    known, versions = references_find(flow, campaign)
    errors = errors_of(validate(flow, known))
    if errors:
        raise InvalidInput(f"The flow has {len(errors)} error(s): {_sentence(errors[0])}", _details(errors))
    return flow, Pins(templates=versions, default_sender=known.default_sender)


def _details(errors: Iterable[Issue]) -> list[FieldError]:
    return [FieldError(issue.path, _sentence(issue), issue.code) for issue in errors]


def _sentence(issue: Issue) -> str:
    return f"Node {issue.node_id!r}: {issue.message}" if issue.node_id else issue.message


def publication(plan: Plan, pins: Pins, actor: Actor) -> dict[str, Any]:
    """The columns that a version gets when it is published."""
    templates = {str(template): str(version) for template, version in pins.templates.items()}
    return {
        "pins": {"templates": templates, "sender": str(pins.default_sender) if pins.default_sender else None},
        "content_hash": plan.hash,
        "published_at": Now(),
        "published_by_id": int(actor.id) if actor.kind == "user" and actor.id else None,
        "publisher": actor.shown,
    }


def _trigger_rows(campaign: Campaign, version: FlowVersion, plan: Plan) -> list[Trigger]:
    return [
        Trigger(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            version=version,
            node=node.key,
            type=node.type.key,
            config=node.config.model_dump(mode="json"),
        )
        for node in plan.triggers
    ]
