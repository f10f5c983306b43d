"""Waits for rules are looked at again when their contact has changed, did something, or came into or left a segment.

Here they are only marked; arming asks their rules, in a transaction of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from campaigns.engine.waking.wake import id_array
from contacts.arrays import uuid_array
from contacts.segments import followers
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"


@followers.register
def contacts_changed(workspace_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Their waits for rules have to be looked at."""
    _mark("mark_contacts", {"workspace": workspace_id, "contacts": uuid_array(contact_ids)})


def events_happened(event_ids: Sequence[int], earliest: datetime) -> None:
    """The waits for rules of those who did these events, none known before `earliest`, have to be looked at."""
    _mark("mark_doers", {"events": id_array(list(event_ids)), "earliest": earliest})


def segments_changed(transition_ids: Sequence[int]) -> None:
    """The waits for rules of those who came into a segment or left it have to be looked at."""
    _mark("mark_movers", {"transitions": id_array(list(transition_ids))})


def rules_ask_again(execution_ids: Sequence[int]) -> None:
    """The waits for rules of these executions have to be looked at."""
    _mark("mark_waits", {"executions": id_array(list(execution_ids))})


def _mark(name: str, params: dict[str, str | UUID | datetime]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "mark_for_arming").replace("{meant}", load(_SQL, name)), params)
        if cursor.rowcount:
            nudge("campaigns.tasks.run_engine")
