"""Why a contact has never come in: what each trigger says of it, with the values that it would look at."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.explain.answers import TriggerAnswer
from campaigns.explain.looks import Question
from campaigns.models import Run, Trigger
from campaigns.nodes import registry
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduled, TriggerScheduledConfig
from campaigns.reports.journal import node_names
from contacts.models import Segment, SegmentKind, SegmentMembership

_BY_AUDIENCE = (TriggerManual.key, TriggerScheduled.key)


def triggers_of(question: Question) -> list[TriggerAnswer]:
    """One answer for each trigger of the live version."""
    version = question.campaign.live_version
    if version is None:
        return []
    names = node_names(version.document)
    triggers = Trigger.objects.in_workspace(question.campaign.workspace_id).filter(version_id=version.pk)
    return [_trigger(question, trigger, names.get(trigger.node, trigger.node)) for trigger in triggers.order_by("pk")]


def _trigger(question: Question, trigger: Trigger, name: str) -> TriggerAnswer:
    if trigger.type in _BY_AUDIENCE:
        return _by_audience(question, trigger, name)
    if trigger.type == TriggerApi.key:
        return _answer(trigger, name, "not_called", "No API call has let this contact in.")
    node_type = registry.find(trigger.type)
    what = node_type.summary(node_type.Config.model_validate(trigger.config)) if node_type else trigger.type
    return _answer(trigger, name, "not_met", f"{what}: that has not let this contact in.")


def _by_audience(question: Question, trigger: Trigger, name: str) -> TriggerAnswer:
    """Manual and scheduled triggers: whoever is in the audience when a run begins."""
    segment = _segment(question, trigger)
    begun = _last_run(question, trigger)
    if segment is not None:
        entered = _member_since(question, segment)
        if entered is None:
            looks = () if segment.kind != SegmentKind.DYNAMIC else (question.look(segment.name, segment.rule),)
            words = f"The contact is not in “{segment.name}”, whose contacts are let in."
            return TriggerAnswer(trigger.node, name, trigger.type, "not_in_audience", words, looks)
    else:
        entered = question.contact.created_at
    if begun is None:
        return _answer(trigger, name, "not_started", _next(trigger))
    if entered > begun:
        words = "The contact was not yet in the audience when its contacts were let in."
        return _answer(trigger, name, "came_later", words)
    return _answer(trigger, name, "entering", "The audience is being let in; the contact's turn has yet to come.")


def _next(trigger: Trigger) -> str:
    if trigger.next_fire_at is not None:
        return "Its moment has yet to come."
    return "Nobody has been let in yet."


def _segment(question: Question, trigger: Trigger) -> Segment | None:
    own = None
    if trigger.type == TriggerScheduled.key:
        own = TriggerScheduledConfig.model_validate(trigger.config).segment
    if own is None:
        return question.campaign.audience
    return Segment.objects.in_workspace(trigger.workspace_id).filter(pk=own).first()


def _last_run(question: Question, trigger: Trigger) -> datetime | None:
    runs = Run.objects.in_workspace(trigger.workspace_id).filter(
        campaign_id=question.campaign.pk, trigger_node=trigger.node
    )
    times: Iterable[datetime] = runs.order_by("-created_at").values_list("created_at", flat=True)[:1]
    return next(iter(times), None)


def _member_since(question: Question, segment: Segment) -> datetime | None:
    rows = SegmentMembership.objects.in_workspace(segment.workspace_id)
    found: datetime | None = (
        rows.filter(segment=segment, contact_id=question.contact.pk).values_list("entered_at", flat=True).first()
    )
    return found


def _answer(trigger: Trigger, name: str, reason: str, words: str) -> TriggerAnswer:
    return TriggerAnswer(trigger.node, name, trigger.type, reason, words, ())
