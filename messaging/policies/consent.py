"""Asks the consent: marketing needs a yes, transactional mail needs only that nobody said no. See docs/consent.md."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.models import ANSWERS, ConsentState
from messaging.delivery.arrays import plain_array
from messaging.delivery.batch import Batch, Candidate
from messaging.policies.base import Decision, Policy, Skip
from workspaces.channels import MessageType
from workspaces.sql import load

# By channel, message type and topic (none: all messages of the type), what a contact said.
_Answers = Mapping[tuple[str, str, UUID | None], str]
_NONE: _Answers = {}


class ConsentPolicy(Policy):
    """Skips contacts who said no, to all messages of the channel and type or to the campaign's topic.

    Marketing goes only to who said yes: to all of it, or to the topic. Transactional mail needs no yes. A yes that is
    yet to be confirmed is none.
    """

    key = "consent"
    reasons = ("consent_denied", "topic_denied", "consent_missing")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query over the batch's contacts."""
        answers = _answers([row.contact_id for row in batch.rows])
        topics = {stream.id: stream.topic_id for stream in batch.streams.values() if stream.topic_id}
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            topic_id = topics.get(row.stream_id) if topics else None
            problem = _problem(row, topic_id, answers.get(row.contact_id.int, _NONE))
            if problem is not None:
                refused[row.id] = problem
        return refused


def _answers(contact_ids: Collection[UUID]) -> Mapping[int, _Answers]:
    """By the contacts' numbers: a UUID takes ten times as long to look up."""
    answers: dict[int, dict[tuple[str, str, UUID | None], str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"contacts": plain_array(contact_ids), "answers": list(ANSWERS)}
        cursor.execute(load("messaging.policies", "answers"), params)
        for contact_id, channel, message_type, topic_id, state in cursor.fetchall():
            answers[contact_id.int][channel, message_type, topic_id] = state
    return answers


def _problem(row: Candidate, topic_id: UUID | None, answers: _Answers) -> Skip | None:
    general = answers.get((row.channel, row.message_type, None))
    on_topic = answers.get((row.channel, row.message_type, topic_id)) if topic_id is not None else None
    if general == ConsentState.DENIED:
        return Skip("consent_denied", row.message_type)
    if on_topic == ConsentState.DENIED:
        return Skip("topic_denied", row.message_type)
    if row.message_type == MessageType.MARKETING and general is None and on_topic is None:
        return Skip("consent_missing", row.message_type)
    return None
