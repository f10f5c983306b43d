"""Senders, streams and messages for tests."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.models import Consent, ConsentState, Contact
from messaging.models import Message, MessageStream, Sender
from messaging.services import OutboxRow, messages_enqueue, sender_create, stream_set
from templates_app.models import TemplateVersion
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.services import Actor

_numbers = count(1)


def make_sender(workspace: Workspace, *, port: int = 1, **fields: Any) -> Sender:
    """A sender over plain SMTP to a port of this machine; port 1 answers to nobody."""
    values: dict[str, Any] = {
        "name": f"Sender {next(_numbers)}",
        "channel": Channel.EMAIL,
        "provider": "smtp",
        "from_address": "hello@campanile.example",
        "config": {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 5},
        **fields,
    }
    return sender_create(workspace=workspace, actor=Actor.system(), **values)


def make_stream(workspace: Workspace, *, claimable: bool = True, **fields: Any) -> MessageStream:
    """A stream as a running campaign would have it."""
    values: dict[str, Any] = {"stream_id": uuid7(), "name": "Welcome", **fields}
    return stream_set(workspace=workspace, claimable=claimable, **values)


def grant_consent(contacts: Sequence[Contact], message_type: str = MessageType.MARKETING) -> None:
    """A yes of each contact to e-mail of this type."""
    now = database_now()
    Consent.objects.bulk_create(
        Consent(
            workspace_id=contact.workspace_id,
            contact=contact,
            channel=Channel.EMAIL,
            message_type=message_type,
            state=ConsentState.GRANTED,
            changed_at=now,
        )
        for contact in contacts
    )


def make_messages(
    stream: MessageStream,
    contacts: Sequence[Contact],
    version: TemplateVersion,
    sender: Sender | None,
    **fields: Any,
) -> list[Message]:
    """One queued message per contact, due since a moment ago, in the order of the contacts."""
    now: datetime = fields.pop("not_before", None) or database_now()
    values: dict[str, Any] = {
        "node": f"n{next(_numbers)}",
        "visit": 1,
        "channel": Channel.EMAIL.value,
        "message_type": MessageType.MARKETING.value,
        "context": None,
        "created_at": now,
        **fields,
    }
    rows = [
        OutboxRow(
            workspace_id=stream.workspace_id,
            stream_id=stream.pk,
            contact_id=contact.pk,
            execution_id=next(_numbers),
            template_version_id=version.pk,
            sender_id=sender.pk if sender else None,
            not_before=now,
            **values,
        )
        for contact in contacts
    ]
    with connection.cursor() as cursor:
        messages_enqueue(cursor, rows)
    return messages_of(stream, [row.execution_id or 0 for row in rows])


def messages_of(stream: MessageStream, execution_ids: Sequence[int] | None = None) -> list[Message]:
    """The stream's messages as they now are, oldest first; of some executions only, when given."""
    found = Message.objects.in_workspace(stream.workspace_id).filter(stream=stream)
    if execution_ids is not None:
        found = found.filter(execution_id__in=execution_ids)
    return list(found.order_by("pk"))


def states_of(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """Each message's present state and reason."""
    ids: list[int] = [message.pk for message in messages]
    workspace_id: UUID = messages[0].workspace_id
    found = Message.objects.in_workspace(workspace_id).filter(pk__in=ids).order_by("pk")
    return list(found.values_list("state", "reason"))
