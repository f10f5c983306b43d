"""Fetches what a batch needs to know of its contacts, streams and senders: one query each."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from messaging.delivery.arrays import plain_array
from messaging.delivery.batch import Batch, Candidate, ContactLimit, Recipient, SenderInfo, StreamInfo
from messaging.delivery.points import points_for
from messaging.models import MessageStream, Sender, SenderState
from messaging.sender_limits import stored_limits
from workspaces.ids import distinct
from workspaces.sql import load

# The longest cooldown that there may be, in seconds.
_GREATEST_LIMIT = 2_592_000


def load_batch(rows: list[Candidate], now: datetime) -> Batch:
    """The candidates with their surroundings. Contacts that are gone are missing."""
    _fill_default_senders(rows)
    return Batch(
        rows=rows,
        now=now,
        contacts=_recipients([row.contact_id for row in rows]),
        streams=_streams(distinct(row.stream_id for row in rows)),
        senders=_senders(distinct(row.sender_id for row in rows if row.sender_id)),
        points=points_for(rows),
    )


def _recipients(ids: Collection[UUID]) -> dict[UUID, Recipient]:
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.delivery", "recipients"), {"ids": plain_array(ids)})
        # Django hands JSON from raw cursors on as text.
        return {row[0]: Recipient(*(*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()}


def _streams(ids: Collection[UUID]) -> dict[UUID, StreamInfo]:
    streams = MessageStream.objects.across_workspaces().filter(pk__in=ids).select_related("workspace")
    return {
        stream.pk: StreamInfo(
            id=stream.pk,
            name=stream.name,
            workspace_id=stream.workspace_id,
            workspace_name=stream.workspace.name,
            timezone=stream.workspace.timezone,
            claimable=stream.claimable,
            stopped_reason=stream.stopped_reason,
            open_tracking=stream.open_tracking,
            click_tracking=stream.click_tracking,
            frequency_cap=stream.frequency_cap,
            workspace_caps=stream.workspace.settings.get("frequency_cap"),
            quiet_hours=stream.quiet_hours or stream.workspace.quiet_hours,
            daily_limit=stream.daily_limit,
            topic_id=stream.topic_id,
            cooldown=_limit(stream.contact_cooldown, stream, "contact_cooldown"),
            daily_cap=_limit(stream.contact_daily_cap, stream, "contact_daily_cap"),
            priority=stream.priority,
            tags=stream.tags,
            send_window=stream.send_window,
            iterations=stream.iterations,
            verification=stream.verification,
            link_tags=stream.link_tags,
            mail_from=stream.mail_from,
            workspace_link_tags=stream.workspace.settings.get("link_tags"),
        )
        for stream in streams
    }


def _limit(own: int | None, stream: MessageStream, name: str) -> ContactLimit:
    # A workspace's settings are typed by staff: what is no number must not stop every message.
    value = stream.workspace.settings.get(name)
    is_limit = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _GREATEST_LIMIT
    return ContactLimit(own, value if is_limit else None)


def _senders(ids: Collection[UUID]) -> dict[UUID, SenderInfo]:
    senders = Sender.objects.across_workspaces().filter(pk__in=ids)
    return {
        pk: SenderInfo(
            pk, state == SenderState.ACTIVE, unavailable_until, tripped_at is not None, stored_limits(limits)
        )
        for pk, state, unavailable_until, tripped_at, limits in senders.values_list(
            "pk", "state", "unavailable_until", "tripped_at", "limits"
        )
    }


def _fill_default_senders(rows: list[Candidate]) -> None:
    """A message that names no sender goes out by its workspace's default one for the channel, where there is one."""
    without = [row for row in rows if row.sender_id is None]
    if not without:
        return
    defaults = Sender.objects.across_workspaces().filter(
        workspace_id__in={row.workspace_id for row in without}, is_default=True
    )
    chosen = {
        (workspace_id, channel): pk
        for pk, workspace_id, channel in defaults.values_list("pk", "workspace_id", "channel")
    }
    for row in without:
        row.sender_id = chosen.get((row.workspace_id, row.channel))
