"""Messages: those of a workspace, page by page, and those that need an operator's eye."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from contacts.models import Contact
from messaging.models import Message, MessageState, MessageStream
from workspaces.errors import InvalidInput, NotFound
from workspaces.ids import InvalidId, decode_row, encode_row
from workspaces.models import Workspace

# So many messages are all looked at; of more, so many at a time.
FEW, REACH = 5_000, 20_000


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

    The outbox has no index for this, which every message would pay for: of a few messages all are looked at (index
    message_by_stream), of many the newest of the whole table, REACH at a time; a page may then be short, or empty, and
    still have a next one. Raises InvalidInput for a cursor that no page has given.
    """
    rows = Message.objects.in_workspace(workspace).order_by("-pk")
    place = _place(cursor) if cursor else None
    rows = rows if place is None else rows.filter(pk__lt=place)
    floor = None
    if which.contact is not None:
        rows = rows.filter(contact=which.contact)
    elif (few := _few(workspace, which.stream_id)) is not None:
        rows = rows.filter(pk__in=few)
    elif (floor := _floor(place)) is not None:
        rows = rows.filter(pk__gte=floor[0])
    named = {"stream_id": which.stream_id, "state": which.state, "channel": which.channel}
    found = list(_with_template(rows.filter(**{name: value for name, value in named.items() if value}))[: limit + 1])
    if len(found) > limit:
        return found[:limit], found[limit - 1].public_id
    return found, encode_row(Message.ID_PREFIX, *floor) if floor is not None else ""


def message_get(workspace_ids: Collection[UUID], message_id: str) -> Message:
    """One message. Raises NotFound."""
    try:
        return _with_template(Message.objects.in_workspaces(workspace_ids)).get(pk=_key(message_id))
    except (InvalidId, Message.DoesNotExist):
        raise NotFound("There is no such message.") from None


def _with_template(rows: QuerySet[Message]) -> QuerySet[Message]:
    """With the template version that was sent, without its content."""
    heavy = ("content", "compiled", "variables")
    return rows.select_related("template_version").defer(*(f"template_version__{name}" for name in heavy))


def _few(workspace: Workspace, stream_id: UUID | None) -> list[int] | None:
    """The keys of all messages of the workspace, or of one stream; None where there are many."""
    streams = MessageStream.objects.in_workspace(workspace)
    ids = list(streams.values_list("pk", flat=True)) if stream_id is None else [stream_id]
    keys = Message.objects.in_workspace(workspace).filter(stream_id__in=ids).values_list("pk", flat=True)
    found = list(keys[: FEW + 1])
    return found if len(found) <= FEW else None


def _floor(place: int | None) -> tuple[int, datetime] | None:
    """Where a page ends that has walked over enough messages, whoever's; None where it comes to the first of all."""
    rows = Message.objects.across_workspaces().order_by("-pk").values_list("pk", "created_at")
    rows = rows if place is None else rows.filter(pk__lt=place)
    return rows[REACH : REACH + 1].first()


def _place(cursor: str) -> int:
    try:
        return _key(cursor)
    except InvalidId:
        raise InvalidInput.of("cursor", "is not one that a page has given") from None


def _key(message_id: str) -> int:
    return decode_row(Message.ID_PREFIX, message_id)
