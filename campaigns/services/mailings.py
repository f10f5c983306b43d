"""Making, changing and setting off mailings: campaigns in which events lead to one mail, as the e-mail API has them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from campaigns.flow import parse
from campaigns.flow.mailing import MOST_CHOICES, Mailing, is_mailing, mailing_flow, mailing_of
from campaigns.lifecycle.guards import campaign_lock, hold_kinds, refusal
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign, HoldKind, Lifecycle, Run, Trigger
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.services.campaigns import campaign_create
from campaigns.services.holds import campaign_pause, campaign_resume
from campaigns.services.launch import campaign_launch
from campaigns.services.revising import campaign_revise
from campaigns.services.runs import run_start, run_start_for
from campaigns.status import LAUNCHED
from contacts.services.event_checks import properties_text
from messaging.models import Sender, SenderState
from templates_app.models import TemplateState
from templates_app.selectors import template_facts
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

# As schedules have it.
_LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class MailingChange:
    """What is to become of a mailing. `parts` are those of `Mailing` that change, `fields` those of `campaign_update`;
    `enabled`: whether it is to run.
    """

    parts: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool | None = None


@transaction.atomic
def mailing_create(
    *,
    workspace: Workspace,
    name: str,
    mailing: Mailing,
    settings: Mapping[str, Any],
    actor: Actor,
    enabled: bool = True,
    **fields: Any,
) -> Campaign:
    """A campaign with this flow, which runs at once unless told otherwise.

    Raises InvalidInput: `template_ids[1]`, `mail_account_ids[0]`, `events`, `at` name what can't be sent or from, else
    the fields of `campaign_create`.
    """
    _check(workspace.pk, mailing)
    campaign = campaign_create(
        workspace=workspace,
        name=name,
        actor=actor,
        document=mailing_flow(mailing),
        settings=settings,
        channel=Channel.EMAIL.value,
        **fields,
    )
    return campaign_launch(campaign=campaign, actor=actor) if enabled else campaign


@transaction.atomic
def mailing_change(*, campaign: Campaign, change: MailingChange, actor: Actor) -> Campaign:
    """Changes what is asked for, all or nothing; the flow of a launched campaign is live with it.

    Raises as `mailing_create`; Conflict where the campaign's flow is more than a mailing and would lose that, is
    finished, or can't be switched.
    """
    locked = campaign_lock(campaign)
    document = _changed_document(locked, change.parts) if change.parts else None
    if document is not None or change.fields:
        locked = campaign_revise(campaign=locked, actor=actor, changes=change.fields, document=document)
    if change.enabled is not None:
        _switch(campaign_lock(locked), change.enabled, actor)
    return campaign


@transaction.atomic
def mailing_submit(
    *,
    campaign: Campaign,
    event: str,
    contact_id: UUID | None,
    actor: Actor,
    properties: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Run:
    """Lets the contact, or where None is named everybody of the audience, in by the trigger of that event.

    As though it had happened, for this campaign alone; no event is recorded. Entry rule and re-entry policy hold, the
    trigger's own filter isn't asked. The same key gives the first run again. Raises Conflict unless the campaign is
    running and listens to the event, InvalidInput for properties that can't be stored.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.RUNNING:
        raise refusal(locked, "run")
    triggers = Trigger.objects.in_workspace(locked.workspace_id).filter(
        version_id=locked.live_version_id, active=True, type=TriggerEvent.key
    )
    known = {trigger.config["event"]: trigger for trigger in triggers.order_by("-pk")}
    if event not in known:
        listens = ", ".join(sorted(known)) or "no event"
        raise Conflict(f"The campaign listens to {listens}, not to {event}.", current_status=locked.lifecycle)
    text = properties_text(properties or {})
    if not isinstance(text, str):
        raise InvalidInput(f"{text[0].field}: {text[0].message}", text)
    context = {**(properties or {}), "event": event, "occurred_at": database_now().isoformat()}
    options: dict[str, Any] = {"campaign": locked, "actor": actor, "idempotency_key": idempotency_key}
    if contact_id is None:
        return run_start(trigger_node=known[event].node, context=context, **options)
    return run_start_for(trigger=known[event], contexts={contact_id: context}, **options)


def _changed_document(campaign: Campaign, parts: Mapping[str, Any]) -> dict[str, Any]:
    flow = parse(campaign_document(campaign))
    if not is_mailing(flow):
        raise Conflict("The campaign's flow holds more than this API can say; change it in the flow builder.")
    before = mailing_of(flow)
    wanted = Mailing(
        events=parts.get("events", before.events),
        templates=parts.get("templates", before.templates),
        senders=parts.get("senders", before.senders),
        at=parts.get("at", before.at),
    )
    _check(campaign.workspace_id, wanted, before)
    return mailing_flow(wanted, flow)


def _switch(campaign: Campaign, enabled: bool, actor: Actor) -> None:
    """Launches a draft, resumes or pauses what was launched; nothing where it is so already."""
    if campaign.lifecycle == Lifecycle.DRAFT:
        if enabled:
            campaign_launch(campaign=campaign, actor=actor)
        return
    if campaign.lifecycle not in LAUNCHED:
        raise refusal(campaign, "switched on" if enabled else "switched off")
    holds = hold_kinds(campaign)
    if enabled and holds:
        campaign_resume(campaign=campaign, actor=actor)
    elif not enabled and HoldKind.USER not in holds:
        campaign_pause(campaign=campaign, actor=actor)


def _check(workspace_id: UUID, mailing: Mailing, before: Mailing | None = None) -> None:
    """What was there before may have been archived or switched off since: only what is new must be fit."""
    errors: list[FieldError] = []
    old = before or Mailing()
    if not mailing.events and mailing.at is None:
        errors.append(FieldError("events", "name at least one event, or a moment", "required"))
    if mailing.at is not None and mailing.at != old.at and mailing.at <= database_now():
        errors.append(FieldError("at", "is past"))
    if mailing.at is not None and mailing.at.year > _LAST_YEAR:
        errors.append(FieldError("at", f"must not be after the year {_LAST_YEAR}"))
    templates, senders = _template_fault(workspace_id, mailing), _sender_fault(workspace_id, mailing)
    errors += _choice_faults("template_ids", mailing.templates, old.templates, templates)
    errors += _choice_faults("mail_account_ids", mailing.senders, old.senders, senders)
    if errors:
        raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)


_Fault = Callable[[UUID], str]


def _choice_faults(name: str, ids: Sequence[UUID], old: Sequence[UUID], fault: _Fault) -> list[FieldError]:
    if not 0 < len(ids) <= MOST_CHOICES:
        return [FieldError(name, f"must be 1 to {MOST_CHOICES}")]
    found = []
    for place, each in enumerate(ids):
        if each in ids[:place]:
            found.append(FieldError(f"{name}[{place}]", "stands there twice", "repeated"))
        elif each not in old and (message := fault(each)):
            found.append(FieldError(f"{name}[{place}]", message))
    return found


def _template_fault(workspace_id: UUID, mailing: Mailing) -> _Fault:
    known = template_facts(workspace=workspace_id, template_ids=mailing.templates)

    def fault(pk: UUID) -> str:
        if pk not in known:
            return "there is no such template"
        if known[pk].channel != Channel.EMAIL:
            return "is no e-mail template"
        state = known[pk].state
        return "" if state == TemplateState.PUBLISHED else f"is {state.lower()}; only a published template can be sent"

    return fault


def _sender_fault(workspace_id: UUID, mailing: Mailing) -> _Fault:
    rows = Sender.objects.in_workspace(workspace_id).filter(pk__in=mailing.senders)
    known = {pk: (channel, state) for pk, channel, state in rows.values_list("pk", "channel", "state")}

    def fault(pk: UUID) -> str:
        if pk not in known:
            return "there is no such mail account"
        channel, state = known[pk]
        if channel != Channel.EMAIL:
            return "is no mail account"
        return "" if state == SenderState.ACTIVE else "is switched off"

    return fault
