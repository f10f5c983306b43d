"""Why a contact has never come in: what each trigger says of it, with the values that it looked at or would look at."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from campaigns.explain.answers import RuleLook, TriggerAnswer
from campaigns.explain.decisions import Decision
from campaigns.explain.happenings import not_decided
from campaigns.explain.looks import Question
from campaigns.models import Run, Trigger
from campaigns.nodes import registry
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduled, TriggerScheduledConfig
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntry
from campaigns.nodes.trigger_segment_exit import TriggerSegmentExit
from campaigns.reasons import entry_words
from campaigns.reports.journal import node_names
from campaigns.reports.seen import words_of
from campaigns.settings import settings_of
from contacts.models import Segment, SegmentKind, SegmentMembership

_BY_AUDIENCE = (TriggerManual.key, TriggerScheduled.key)
_BY_HAPPENING = (TriggerEvent.key, TriggerSegmentEntry.key, TriggerSegmentExit.key)


def triggers_of(question: Question, decisions: Sequence[Decision]) -> list[TriggerAnswer]:
    """One answer for each trigger of the live version; `decisions` are those about the contact, newest first."""
    version = question.campaign.live_version
    if version is None:
        return []
    names = node_names(version.document)
    latest = {decision.node: decision for decision in reversed(decisions)}
    triggers = Trigger.objects.in_workspace(question.campaign.workspace_id).filter(version_id=version.pk)
    return [
        _trigger(question, trigger, names.get(trigger.node, trigger.node), latest.get(trigger.node))
        for trigger in triggers.order_by("pk")
    ]


def _trigger(question: Question, trigger: Trigger, name: str, latest: Decision | None) -> TriggerAnswer:
    if trigger.type in _BY_AUDIENCE:
        return _by_audience(question, trigger, name)
    if trigger.type == TriggerApi.key:
        return _answer(trigger, name, "not_called", looks=_entry_rule(question))
    node_type = registry.find(trigger.type)
    what = node_type.summary(node_type.Config.model_validate(trigger.config)) if node_type else trigger.type
    if latest is not None:
        seen = f" {words_of(latest.seen)}." if latest.seen else ""
        return _answer(trigger, name, latest.outcome, f"{latest.about}: {_small(latest.words)}{seen}")
    if trigger.type in _BY_HAPPENING:
        reason, looks = not_decided(question, trigger)
        return _answer(trigger, name, reason, f"{what}: {_small(entry_words(reason))}", looks)
    return _answer(trigger, name, "not_met", f"{what}: {_small(entry_words('not_met'))}")


def _by_audience(question: Question, trigger: Trigger, name: str) -> TriggerAnswer:
    """Manual and scheduled triggers: whoever is in the audience when a run begins, and whom the entry rule lets in."""
    segment = _segment(question, trigger)
    begun = _last_run(question, trigger)
    if segment is not None:
        entered = _member_since(question, segment)
        if entered is None:
            asked = segment.kind == SegmentKind.DYNAMIC
            looks = [question.look(segment.name, segment.rule)] if asked else []
            words = f"The contact is not in “{segment.name}”, whose contacts are let in."
            return _answer(trigger, name, "not_in_audience", words, looks)
    else:
        entered = question.contact.created_at
    if begun is None:
        words = "Its moment has yet to come." if trigger.next_fire_at is not None else ""
        return _answer(trigger, name, "not_started", words, _entry_rule(question))
    if entered > begun:
        return _answer(trigger, name, "came_later")
    entry_rule = _entry_rule(question)
    refused = any(not look.matched for look in entry_rule)
    return _answer(trigger, name, "entry_rule" if refused else "entering", looks=entry_rule)


def _entry_rule(question: Question) -> Sequence[RuleLook]:
    """The campaign's entry rule, asked now: nobody keeps what it said when a run let its audience in."""
    rule = settings_of(question.campaign).entry_rule
    return () if rule is None else (question.look("Entry rule", rule),)


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


def _answer(trigger: Trigger, name: str, reason: str, words: str = "", looks: Sequence[RuleLook] = ()) -> TriggerAnswer:
    return TriggerAnswer(trigger.node, name, trigger.type, reason, words or entry_words(reason), tuple(looks))


def _small(sentence: str) -> str:
    """To go on with behind a colon."""
    return sentence[:1].lower() + sentence[1:]
