"""The messages to one contact and what became of them, for a timeline. One query."""

import json
from typing import Any

from django.db import connection

from contacts.models import Contact
from workspaces.sql import load
from workspaces.timelines import Asked, TimelineItem

KINDS = ("message",)


def contact_messages_timeline(contact: Contact, asked: Asked) -> list[TimelineItem]:
    """Newest first: `message` when it was settled, and each fact (`opened`, …); asked for as the kind `message`.

    `data` names channel, state, reason, node, stream (the campaign's id) and template.
    """
    params: dict[str, Any] = {"workspace": contact.workspace_id, "contact": contact.pk, **asked.params}
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.selectors", "timeline"), params)
        rows = cursor.fetchall()
    return [TimelineItem(at, rank, key, kind, json.loads(data)) for at, rank, key, kind, data in rows]
