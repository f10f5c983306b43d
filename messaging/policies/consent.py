"""Asks the consent: marketing needs a yes, transactional mail needs only that nobody said no. See docs/consent.md."""

from collections.abc import Mapping
from uuid import UUID

from contacts.models import ANSWERS, Consent, ConsentState
from messaging.delivery.batch import Batch, Candidate
from messaging.policies.base import Decision, Policy, Skip
from workspaces.channels import MessageType

_States = Mapping[tuple[UUID, str, str, UUID | None], str]


class ConsentPolicy(Policy):
    """Skips contacts who said no, to all messages of the channel and type or to the campaign's topic.

    Marketing goes only to who said yes: to all of it, or to the topic. Transactional mail needs no yes. A yes that is
    yet to be confirmed is none.
    """

    key = "consent"
    reasons = ("consent_denied", "topic_denied", "consent_missing")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query over the batch's contacts."""
        consents = Consent.objects.across_workspaces().filter(
            contact_id__in={row.contact_id for row in batch.rows}, state__in=ANSWERS
        )
        states = {
            (contact_id, channel, message_type, topic_id): state
            for contact_id, channel, message_type, topic_id, state in consents.values_list(
                "contact_id", "channel", "message_type", "topic_id", "state"
            )
        }
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            topic_id = batch.streams[row.stream_id].topic_id if row.stream_id in batch.streams else None
            problem = _problem(row, topic_id, states)
            if problem is not None:
                refused[row.id] = problem
        return refused


def _problem(row: Candidate, topic_id: UUID | None, states: _States) -> Skip | None:
    about = (row.contact_id, row.channel, row.message_type)
    general = states.get((*about, None))
    on_topic = states.get((*about, topic_id)) if topic_id is not None else None
    if general == ConsentState.DENIED:
        return Skip("consent_denied", row.message_type)
    if on_topic == ConsentState.DENIED:
        return Skip("topic_denied", row.message_type)
    if row.message_type == MessageType.MARKETING and general is None and on_topic is None:
        return Skip("consent_missing", row.message_type)
    return None
