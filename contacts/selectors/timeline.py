"""What happened to one contact, as the contacts app tells it: events, consent, segments, scores, merges,
imports. One query."""

import json
from typing import Any

from django.db import connection

from contacts.models import Contact
from workspaces.sql import load
from workspaces.timelines import Asked, TimelineItem

KINDS = ("event", "consent", "segment", "known", "score", "merged", "imported")


def contact_timeline(contact: Contact, asked: Asked) -> list[TimelineItem]:
    """Newest first. `data`: an event's name and created_at, a consent's words and source, a segment's id, name, way; a
    score before and after, with its parts by rules or its source; an import's id, file and row.
    """
    params: dict[str, Any] = {"workspace": contact.workspace_id, "contact": contact.pk, **asked.params}
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "timeline"), params)
        rows = cursor.fetchall()
    return [TimelineItem(at, rank, key, kind, json.loads(data)) for at, rank, key, kind, data in rows]
