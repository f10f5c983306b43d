"""Skips suppressed addresses: hard bounces, complaints, what operators entered, and people who were erased."""

from collections.abc import Mapping

from django.db import connection

from messaging.delivery.arrays import few_array, plain_array, text_array
from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip
from messaging.privacy.digests import known_address_digest
from workspaces.sql import load


class SuppressionPolicy(Policy):
    """Skips suppressed addresses: hard bounces, complaints, what operators entered, and people who were erased.

    Which of them it was stands beside the reason.
    """

    key = "suppression"
    reasons = ("suppressed",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query: the batch's addresses joined with the suppressions."""
        with connection.cursor() as cursor:
            cursor.execute(
                load("messaging.policies", "suppressed"),
                {
                    "ids": plain_array(row.id for row in batch.rows),
                    "workspaces": few_array(row.workspace_id for row in batch.rows),
                    "channels": text_array([row.channel for row in batch.rows]),
                    "addresses": text_array([row.address.lower() for row in batch.rows]),
                    "digests": text_array([known_address_digest(row.channel, row.address) for row in batch.rows]),
                },
            )
            return {message_id: Skip("suppressed", reason) for message_id, reason in cursor.fetchall()}
