"""Skips suppressed addresses: hard bounces, complaints, what operators entered, and people who were erased."""

from collections.abc import Mapping

from django.db import connection

from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip
from messaging.privacy.digests import address_digest
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
                    "ids": [row.id for row in batch.rows],
                    "workspaces": [row.workspace_id for row in batch.rows],
                    "channels": [row.channel for row in batch.rows],
                    "addresses": [row.address.lower() for row in batch.rows],
                    "digests": [address_digest(row.channel, row.address) for row in batch.rows],
                },
            )
            return {message_id: Skip("suppressed", reason) for message_id, reason in cursor.fetchall()}
