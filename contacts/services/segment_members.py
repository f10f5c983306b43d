"""Who is in a static segment: put in and taken out by hand, by steps of campaigns and by imports."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.arrays import uuid_array
from contacts.models import Segment, SegmentKind
from contacts.services.contacts import REFRESH
from workspaces.errors import Conflict
from workspaces.nudge import nudge
from workspaces.sql import load


def segment_members_add(*, segment: Segment, contact_ids: Collection[UUID], now: datetime) -> int:
    """Puts contacts into a static segment; returns how many are new in it.

    Raises Conflict for a dynamic one, and while it is being filled.
    """
    return _static_members(segment, "members_add", contact_ids, now)


def segment_members_remove(*, segment: Segment, contact_ids: Collection[UUID], now: datetime) -> int:
    """Takes contacts out of a static segment; returns how many left.

    Raises Conflict for a dynamic one, and while it is being filled.
    """
    return _static_members(segment, "members_remove", contact_ids, now)


@transaction.atomic
def _static_members(segment: Segment, statement: str, contact_ids: Collection[UUID], now: datetime) -> int:
    if segment.kind != SegmentKind.STATIC:
        raise Conflict("Who is in a dynamic segment follows from its rule.", current_status=segment.kind)
    if segment.is_following:
        raise Conflict("The segment is being filled; change it by hand once it is.", current_status="filling")
    params: dict[str, Any] = {
        "workspace": segment.workspace_id,
        "segment": segment.pk,
        "contacts": uuid_array(contact_ids),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", statement), params)
        row = cursor.fetchone()
    nudge(REFRESH)
    return int(row[0])
