"""Which launched campaigns send with which sender."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.models import Sender
from workspaces.ids import InvalidId, decode, encode
from workspaces.sql import load


def sender_uses(
    *, workspace_id: UUID, senders: Iterable[UUID], needed: bool = False, older: bool = False
) -> dict[UUID, dict[UUID, str]]:
    """{sender: {campaign: name}} by the live flows of launched campaigns, in the order of their names; one query.

    With `needed`, only campaigns that can't go on without it: not those whose nodes leave failing senders out. With
    `older`, also those of which somebody is still on the way by an earlier version that sends with it.
    """
    uses: dict[UUID, dict[UUID, str]] = {sender: {} for sender in senders}
    if not uses:
        return uses
    names = [name for sender in uses for name in (encode(Sender.ID_PREFIX, sender), str(sender))]
    params: dict[str, Any] = {"workspace": workspace_id, "needed": needed, "older": older, "names": names}
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.reports", "senders_in_use"), params)
        for campaign, name, sender in cursor.fetchall():
            used = _sender_id(sender)
            if used in uses:
                uses[used][campaign] = name
    return uses


def _sender_id(text: str) -> UUID | None:
    """A document may name it by its TypeID or its UUID."""
    try:
        return decode(Sender.ID_PREFIX, text)
    except InvalidId:
        return None
