"""Skips contacts that are gone or have no usable address, and fills in the address of the others."""

from collections.abc import Mapping

from messaging.channels.base import UnusableAddress
from messaging.channels.registry import CHANNELS
from messaging.delivery.batch import Batch, Candidate
from messaging.policies.base import Decision, Policy, Skip

# What the outbox keeps of an address.
_SHOWN = 254


class AddressPolicy(Policy):
    """Skips contacts that are gone or have no usable address on the message's channel.

    Channels that nothing can be sent over yet skip everybody.
    """

    key = "address"
    reasons = ("contact_gone", "channel_unsupported", "address_missing", "address_invalid")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on the contacts that the claim has fetched; costs no query."""
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            problem = self._problem(batch, row)
            if problem is not None:
                refused[row.id] = problem
        return refused

    def _problem(self, batch: Batch, row: Candidate) -> Skip | None:
        contact = batch.contacts.get(row.contact_id)
        if contact is None or contact.workspace_id != row.workspace_id:
            return Skip("contact_gone")
        channel = CHANNELS.get(row.channel)
        if channel is None:
            return Skip("channel_unsupported", row.channel)
        try:
            if channel.points:
                row.points = batch.points.get((row.contact_id, row.sender_id), ()) if row.sender_id else ()
                row.address = row.points[0].address[:_SHOWN] if row.points else ""
            else:
                row.address = channel.address(contact)
        except UnusableAddress as error:
            return Skip("address_invalid", str(error))
        return None if row.address else Skip("address_missing")
