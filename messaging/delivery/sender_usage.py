"""The rows that count what senders used of their limits: opened, locked, written, and given back to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workspaces.sql import load

_SQL = "messaging.delivery"


@dataclass(slots=True)
class Usage:
    """One sender's row, in the column order of lock_usage.sql."""

    sender_id: UUID
    second_at: datetime
    second_used: int
    planned_until: datetime
    hour_at: datetime
    hour_used: int
    day_at: datetime
    day_used: int

    def forward(self, second: datetime, hour: datetime, day: datetime) -> None:
        """Begins anew what is over; never goes back, as a claim that was begun earlier may come later."""
        if second > self.second_at:
            self.second_at, self.second_used = second, 0
        if hour > self.hour_at:
            self.hour_at, self.hour_used = hour, 0
        if day > self.day_at:
            self.day_at, self.day_used = day, 0


def usage_lock(senders: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Usage]:
    """The rows of (sender, workspace) pairs, made where missing; nobody else counts until the transaction ends."""
    params: dict[str, Any] = {
        "senders": [sender_id for sender_id, _ in senders],
        "workspaces": [workspace_id for _, workspace_id in senders],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "lock_usage"), params)
        return {row[0]: Usage(*row) for row in cursor.fetchall()}


def usage_write(usages: Collection[Usage]) -> None:
    """Writes locked rows back."""
    params: dict[str, Any] = {name: [getattr(usage, name) for usage in usages] for name in Usage.__slots__}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "write_usage"), params)


def usage_give_back(messages: Collection[tuple[UUID | None, datetime | None]]) -> None:
    """Of (sender, when it was counted) pairs, those that were not sent after all; null: not counted."""
    counted = [(sender_id, at) for sender_id, at in messages if sender_id is not None and at is not None]
    if counted:
        params: dict[str, Any] = {"senders": [pk for pk, _ in counted], "moments": [at for _, at in counted]}
        with connection.cursor() as cursor:
            cursor.execute(load(_SQL, "give_back_usage"), params)
