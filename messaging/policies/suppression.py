"""Skips suppressed addresses: hard bounces, complaints, what operators entered, and people who were erased."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.delivery.arrays import few_array, plain_array, text_array
from messaging.delivery.batch import Batch, Candidate
from messaging.policies.base import Decision, Policy, Skip
from messaging.privacy.digests import known_address_digest
from workspaces.ids import distinct
from workspaces.sql import load


class SuppressionPolicy(Policy):
    """Skips suppressed addresses: hard bounces, complaints, what operators entered, and people who were erased.

    Which of them it was stands beside the reason.
    """

    key = "suppression"
    reasons = ("suppressed",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query: the batch's addresses joined with the suppressions. A second one for workspaces in which somebody
        was erased: hashing an address costs more than asking for it."""
        found = _asked(
            "suppressed",
            batch.rows,
            addresses=text_array([row.address.lower() for row in batch.rows]),
            each_workspace=plain_array(distinct(row.workspace_id for row in batch.rows)),
        )
        decisions: dict[int, Decision] = {
            message: Skip("suppressed", why) for message, why in found if message is not None
        }
        concerned = {UUID(workspace).int for message, workspace in found if message is None}
        if concerned:
            rows = [row for row in batch.rows if row.workspace_id.int in concerned]
            digests = text_array([known_address_digest(row.channel, row.address) for row in rows])
            erased = _asked("erased", rows, digests=digests)
            decisions |= {message: Skip("suppressed", "erased") for (message,) in erased}
        return decisions


def _asked(name: str, rows: Sequence[Candidate], **more: str) -> list[tuple[Any, ...]]:
    params = {
        "ids": plain_array(row.id for row in rows),
        "workspaces": few_array(row.workspace_id for row in rows),
        "channels": text_array([row.channel for row in rows]),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", name), params | more)
        return cursor.fetchall()
