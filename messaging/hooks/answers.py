"""What people wrote to a sender: whom it is from, which message it answers, whether it is STOP or START."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.models import Consent, ConsentState
from contacts.services import EventIn, events_record
from messaging.hooks.base import Fact
from messaging.hooks.kept import Told
from messaging.hooks.keywords import Keyword, keyword_of
from messaging.hooks.people import strangers_made
from messaging.hooks.threads import threads_receive
from messaging.models import Message, ReportOutcome
from workspaces.channels import Channel
from workspaces.ids import InvalidId, decode_row, encode, encode_row
from workspaces.sql import load

EVENT = "message.replied"
_EVENT_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What follows from what people wrote: wishes as reports of their own, the words of these, and outcomes."""

    wishes: list[Told] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    outcomes: dict[int, ReportOutcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that somebody answered; `campaign_id` where it belongs to one."""

    id: int
    public_id: str
    campaign_id: str | None


def answers_applied(told: Sequence[Told], now: datetime) -> Said:
    """Notes answers on the messages that they answer, records them as events, and finds out what they wish."""
    if not told:
        return Said()
    told = _with_strangers(told, now)
    said = Said()
    keywords = _keywords(told)
    for each in told:
        if (keyword := keywords.get(each.report.id)) is not None:
            said.wishes.append(replace(each, report=replace(each.report, fact=_fact(each, keyword))))
            said.words[each.report.id] = each.report.data.get("text", "").strip().casefold()[:40]
    answers = [
        each
        for each in told
        if each.contact_id is not None and each.report.id not in keywords and "automatic" not in each.report.data
    ]
    answered = _answered(answers)
    _note(answers, answered)
    _record(answers, answered, now)
    quiet = frozenset(each.report.id for each in told if each.report.id in keywords or "automatic" in each.report.data)
    named = [each for each in told if each.contact_id is not None or each.report.address]
    threads_receive(named, {place: each.id for place, each in answered.items()}, quiet, now)
    said.outcomes.update({each.report.id: ReportOutcome.APPLIED for each in named})
    return said


def _with_strangers(told: Sequence[Told], now: datetime) -> list[Told]:
    made = strangers_made([each.report for each in told if each.contact_id is None], now)
    return [replace(each, contact_id=each.contact_id or made.get(each.report.id)) for each in told]


def _keywords(told: Sequence[Told]) -> dict[int, Keyword]:
    """By report. A yes is one only of somebody who had refused; to everybody else it is an answer like any other."""
    found: dict[int, Keyword] = {}
    for each in told:
        data = each.report.data
        text = data.get("text", "") or (data.get("subject", "") if each.report.channel == Channel.EMAIL else "")
        if (keyword := keyword_of(text)) is not None:
            # Every chat with a bot begins by /start.
            chat = keyword is Keyword.START and each.report.channel == Channel.TELEGRAM
            found[each.report.id] = Keyword.AGAIN if chat else keyword
    doubtful = [each for each in told if found.get(each.report.id) is Keyword.AGAIN]
    if doubtful:
        refused = _refused({each.contact_id for each in doubtful if each.contact_id is not None})
        for each in doubtful:
            if (each.contact_id, each.report.channel) not in refused:
                del found[each.report.id]
    return found


def _refused(contacts: set[UUID]) -> set[tuple[UUID | None, str]]:
    rows = Consent.objects.across_workspaces().filter(
        contact_id__in=contacts, state=ConsentState.DENIED, topic_id__isnull=True
    )
    return set(rows.values_list("contact_id", "channel"))


def _fact(told: Told, keyword: Keyword) -> Fact:
    """By mail people refuse marketing, as by the link in it; elsewhere all messages of the channel."""
    if told.report.channel == Channel.EMAIL:
        return Fact.UNSUBSCRIBED if keyword is Keyword.STOP else Fact.SUBSCRIBED
    return Fact.OPTED_OUT if keyword is Keyword.STOP else Fact.OPTED_IN


def _answered(told: Sequence[Told]) -> dict[int, Answered]:
    """By report. Messages of the contact's own only: what a mail claims to answer proves nothing."""
    if not told:
        return {}
    names = [each.report.data.get("answers", "") for each in told]
    params: dict[str, Any] = {
        "places": [each.report.id for each in told],
        "workspaces": [each.report.workspace_id for each in told],
        "contacts": [each.contact_id for each in told],
        "senders": [each.report.sender_id for each in told],
        "messages": [_row_id(name) for name in names],
        "answers": names,
        # Mails name what they answer; one that doesn't is a letter of its own.
        "latest": [each.report.channel != Channel.EMAIL for each in told],
        "moments": [each.report.at for each in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.hooks", "find_answered"), params)
        return {
            place: Answered(
                pk, encode_row(Message.ID_PREFIX, pk, created_at), encode("cmp", stream_id) if of_campaign else None
            )
            for place, pk, created_at, stream_id, of_campaign in cursor.fetchall()
        }


def _row_id(name: str) -> int | None:
    try:
        return decode_row(Message.ID_PREFIX, name) if name else None
    except InvalidId:
        return None


def _note(told: Sequence[Told], answered: Mapping[int, Answered]) -> None:
    pairs = [(answered[each.report.id].id, each.report.at) for each in told if each.report.id in answered]
    if pairs:
        params: dict[str, Any] = {"ids": [pk for pk, _ in pairs], "moments": [at for _, at in pairs]}
        with connection.cursor() as cursor:
            cursor.execute(load("messaging.hooks", "note_replies"), params)


def _record(told: Sequence[Told], answered: Mapping[int, Answered], now: datetime) -> None:
    """As events of the contacts, each once however often it was reported."""
    for workspace_id in {each.report.workspace_id for each in told}:
        events = [
            EventIn(
                each.contact_id,
                EVENT,
                _properties(each, answered.get(each.report.id)),
                min(each.report.at, now),
                f"reply:{each.report.sender_id}:{each.report.digest}",
            )
            for each in told
            if each.report.workspace_id == workspace_id and each.contact_id is not None
        ]
        events_record(workspace_id=workspace_id, events=events, now=now)


def _properties(told: Told, answered: Answered | None) -> dict[str, Any]:
    found = {"channel": told.report.channel, "text": told.report.data.get("text", "")[:_EVENT_TEXT]}
    if told.report.data.get("subject"):
        found["subject"] = told.report.data["subject"]
    if answered is not None:
        found["message"] = answered.public_id
        if answered.campaign_id:
            found["campaign"] = answered.campaign_id
    return found
