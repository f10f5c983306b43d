"""The answer for one contact and one campaign, put together from what is stored. About a dozen indexed queries."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.explain.answers import EntryAnswer, Explanation, TriggerAnswer, Verdict
from campaigns.explain.decisions import decisions_of
from campaigns.explain.entries import entries_of
from campaigns.explain.looks import Question
from campaigns.explain.outside import triggers_of
from campaigns.models import Campaign, CampaignHold, ExecutionState, HoldKind, Lifecycle
from contacts.models import Contact
from messaging.models import MessageState
from workspaces.clock import database_now
from workspaces.errors import NotFound

_ON_THE_WAY = (ExecutionState.PENDING, ExecutionState.PROCESSING)
_UNLAUNCHED = {
    Lifecycle.DRAFT: "The campaign is a draft: it has not been launched, so nobody is in it.",
    Lifecycle.SCHEDULED: "The campaign is scheduled and has not begun, so nobody is in it yet.",
}


def explain(*, campaign: Campaign, contact: Contact, now: datetime | None = None) -> Explanation:
    """Why the contact got the campaign's messages, did not, waits, or never came in.

    Rules are asked as of `now` (the database's clock). Raises NotFound for a contact of another workspace.
    """
    if campaign.workspace_id != contact.workspace_id:
        raise NotFound("There is no such contact.")
    question = Question(campaign, contact, now or database_now())
    entries = entries_of(question)
    decisions = decisions_of(campaign, contact.pk)
    triggers = [] if entries or campaign.lifecycle in _UNLAUNCHED else triggers_of(question, decisions)
    verdict = _verdict(entries)
    holds = tuple(_hold(hold) for hold in campaign.holds.all())
    return Explanation(
        campaign_id=campaign.public_id,
        campaign_name=campaign.name,
        contact_id=contact.public_id,
        email=contact.email or "",
        verdict=verdict,
        words=_words(campaign, verdict, entries, triggers),
        holds=holds,
        entries=tuple(entries),
        triggers=tuple(triggers),
        decisions=tuple(decisions),
    )


def _verdict(entries: Sequence[EntryAnswer]) -> Verdict:
    if not entries:
        return Verdict.NEVER_ENTERED
    if entries[0].state in _ON_THE_WAY:
        return Verdict.UNDER_WAY
    sent = any(message.state == MessageState.ACCEPTED for message in entries[0].messages)
    return Verdict.SENT if sent else Verdict.NOT_SENT


def _words(
    campaign: Campaign, verdict: Verdict, entries: Sequence[EntryAnswer], triggers: Sequence[TriggerAnswer]
) -> str:
    if verdict is Verdict.NEVER_ENTERED:
        waiting = _UNLAUNCHED.get(Lifecycle(campaign.lifecycle))
        if waiting is not None:
            return waiting
        return " ".join(["Never came in.", *(trigger.words for trigger in triggers)])
    latest = entries[0]
    if verdict is Verdict.SENT:
        number = sum(message.state == MessageState.ACCEPTED for message in latest.messages)
        return f"Got {number} message{'' if number == 1 else 's'}. {latest.words}"
    if verdict is Verdict.NOT_SENT:
        unsent = [message.words for message in latest.messages if message.state != MessageState.ACCEPTED]
        return " ".join(["Got no message.", *unsent[-1:], latest.words])
    return latest.words


def _hold(hold: CampaignHold) -> str:
    label = HoldKind(hold.kind).label
    return f"{label}: {hold.reason}" if hold.reason else f"{label}."
