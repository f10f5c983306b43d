"""Asks the consent: marketing needs a yes, transactional mail needs only that nobody said no."""

from collections.abc import Mapping

from contacts.models import Consent, ConsentState
from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip
from workspaces.channels import MessageType


class ConsentPolicy(Policy):
    """Skips contacts who said no; and, for marketing, those who never said yes. Transactional mail needs no yes."""

    key = "consent"
    reasons = ("consent_denied", "consent_missing")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query over the batch's contacts."""
        consents = Consent.objects.across_workspaces().filter(contact_id__in={row.contact_id for row in batch.rows})
        states = {
            (contact_id, channel, message_type): state
            for contact_id, channel, message_type, state in consents.values_list(
                "contact_id", "channel", "message_type", "state"
            )
        }
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            state = states.get((row.contact_id, row.channel, row.message_type))
            if state == ConsentState.DENIED:
                refused[row.id] = Skip("consent_denied", row.message_type)
            elif state is None and row.message_type == MessageType.MARKETING:
                refused[row.id] = Skip("consent_missing", row.message_type)
        return refused
