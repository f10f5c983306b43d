"""Messages: those of a workspace, page by page, and those that need an operator's eye."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from contacts.models import Contact
from messaging.models import AMISS, Message, MessageState
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row, encode_row
from workspaces.models import Workspace
from workspaces.selectors import row_numbered

# So many messages are looked at for one page.
REACH = 10_000


def unknown_messages(workspace: Workspace | UUID, *, stream_id: UUID | None = None) -> QuerySet[Message]:
    """Messages of unknown outcome, the newest first: for *mark as sent* and *send again*."""
    found: QuerySet[Message] = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    if stream_id is not None:
        found = found.filter(stream_id=stream_id)
    return found.select_related("contact", "sender", "stream").order_by("-settled_at", "-pk")


def unknown_counts(workspace: Workspace | UUID) -> list[tuple[UUID, str, int]]:
    """(campaign, its name, how many messages of unknown outcome) where there are any, the most first. One query."""
    found = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    rows = found.values_list("stream_id", "stream__name").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "stream_id"))


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages; what is left out narrows nothing."""

    stream_id: UUID | None = None
    contact: Contact | None = None
    state: str = ""
    channel: str = ""


def messages_page(
    workspace: Workspace, which: MessageFilter, *, limit: int, cursor: str = ""
) -> tuple[list[Message], str]:
    """Up to `limit` messages behind the cursor, the newest first, and the next page's cursor; "" on the last page.

    Read along message_by_workspace, message_by_stream, message_amiss or message_by_contact. Of a state or a channel,
    which may be as rare as you like, REACH messages are looked at: a page may then be short, or empty, and still have a
    next one. Raises InvalidInput for a cursor that no page has given. One query, or two with a state or a channel.
    """
    rows = Message.objects.in_workspace(workspace).order_by("-pk")
    if cursor:
        rows = rows.filter(pk__lt=_place(cursor))
    if which.stream_id is not None:
        rows = rows.filter(stream_id=which.stream_id)
    if which.contact is not None:
        rows = rows.filter(contact=which.contact)
    narrowed = {name: value for name, value in (("state", which.state), ("channel", which.channel)) if value}
    floor = _floor(rows, which) if narrowed and which.contact is None else None
    rows = rows if floor is None else rows.filter(pk__gte=floor[0])
    found = list(_with_template(rows.filter(**narrowed))[: limit + 1])
    if len(found) > limit:
        return found[:limit], found[limit - 1].public_id
    return found, encode_row(Message.ID_PREFIX, *floor) if floor is not None else ""


def message_get(workspace_ids: Collection[UUID], message_id: str) -> Message:
    """One message. Raises NotFound."""
    return row_numbered(_with_template(Message.objects.in_workspaces(workspace_ids)), message_id)


def _with_template(rows: QuerySet[Message]) -> QuerySet[Message]:
    """With the template version that was sent, without its content."""
    heavy = ("content", "compiled", "variables")
    return rows.select_related("template_version").defer(*(f"template_version__{name}" for name in heavy))


def _floor(rows: QuerySet[Message], which: MessageFilter) -> tuple[int, datetime] | None:
    """Where a page ends that has looked at enough messages; None where it comes to the first of all."""
    walked = rows.filter(state__in=AMISS) if which.state in AMISS else rows
    return walked.values_list("pk", "created_at")[REACH : REACH + 1].first()


def _place(cursor: str) -> int:
    try:
        return decode_row(Message.ID_PREFIX, cursor)
    except InvalidId:
        raise InvalidInput.of("cursor", "is not one that a page has given") from None
