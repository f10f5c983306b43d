"""Senders as they may be shown: never with their credentials."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from messaging.models import ReturnMailbox, Sender
from messaging.providers.credentials import holds_any
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class SenderSummary:
    """One sender. `has_credentials` is all that is told of them."""

    id: UUID
    public_id: str
    name: str
    channel: str
    provider: str
    from_name: str
    from_address: str
    reply_to: str
    state: str
    is_default: bool
    config: dict[str, Any]
    limits: dict[str, Any]
    has_credentials: bool
    unavailable_until: datetime | None

    @classmethod
    def of(cls, sender: Sender) -> Self:
        """What may be shown of a sender."""
        return cls(
            id=sender.pk,
            public_id=sender.public_id,
            name=sender.name,
            channel=sender.channel,
            provider=sender.provider,
            from_name=sender.from_name,
            from_address=sender.from_address,
            reply_to=sender.reply_to,
            state=sender.state,
            is_default=sender.is_default,
            config=sender.config,
            limits=sender.limits,
            has_credentials=holds_any(bytes(sender.credentials)),
            unavailable_until=sender.unavailable_until,
        )


def senders_list(workspace: Workspace | UUID) -> list[SenderSummary]:
    """The workspace's senders, by name."""
    return [SenderSummary.of(sender) for sender in Sender.objects.in_workspace(workspace).order_by("name")]


def sender_get(*, workspace: Workspace | UUID, sender_id: str) -> Sender:
    """The sender of a TypeID or UUID. Raises NotFound for a malformed id and for another workspace's."""
    try:
        key = decode(Sender.ID_PREFIX, sender_id)
    except InvalidId:
        raise NotFound("There is no such sender.") from None
    found = Sender.objects.in_workspace(workspace).select_related("workspace").filter(pk=key).first()
    if found is None:
        raise NotFound("There is no such sender.")
    return found


def sender_mailbox(sender: Sender) -> ReturnMailbox | None:
    """The mailbox in which its bounces and answers arrive, where one is read."""
    found: ReturnMailbox | None = ReturnMailbox.objects.in_workspace(sender.workspace_id).filter(sender=sender).first()
    return found


def sender_mailbox_fault(sender: Sender) -> str:
    """Why its mailbox could not be read when that was tried last; "" where it could, or there is none."""
    rows = ReturnMailbox.objects.in_workspace(sender.workspace_id).filter(sender=sender)
    return rows.values_list("fault_detail", flat=True).first() or ""


def mailbox_faults(workspace: Workspace | UUID) -> dict[UUID, str]:
    """{sender: why its mailbox could not be read when that was tried last}, of those that could not; one query."""
    rows = ReturnMailbox.objects.in_workspace(workspace).exclude(fault_detail="")
    return dict(rows.values_list("sender_id", "fault_detail"))


def sender_default(workspace: Workspace | UUID, channel: str) -> Sender | None:
    """The sender for messages of this channel that name none."""
    return Sender.objects.in_workspace(workspace).filter(channel=channel, is_default=True).first()
