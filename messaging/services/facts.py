"""What came back from a message: opened, clicked, unsubscribed. Each is noted once, with the time of the
first; clicks for each link."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Coalesce, Now

from contacts.models import ConsentState
from contacts.services.consent import ConsentChange, consent_set_many
from messaging.models import Message
from messaging.models.click import URL_LENGTH
from workspaces.clock import database_now
from workspaces.sql import load


def message_opened(*, message_id: int) -> None:
    """Its pixel was fetched. Does nothing for a message that is gone."""
    Message.objects.across_workspaces().filter(pk=message_id, opened_at=None).update(opened_at=Now())


@transaction.atomic
def message_clicked(*, message_id: int, url: str) -> None:
    """The link `url` in it was followed, so it was opened too. Does nothing for a message that is gone."""
    clicked = Message.objects.across_workspaces().filter(pk=message_id, clicked_at=None)
    clicked.update(clicked_at=Now(), opened_at=Coalesce("opened_at", Now()))
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.services", "link_clicked"), {"message": message_id, "url": url[:URL_LENGTH]})


@transaction.atomic
def message_unsubscribe(*, message: Message) -> None:
    """The contact says no to this channel and message type, by the link in this message; twice is as good as once."""
    now = database_now()
    _consent(message, ConsentState.DENIED, "unsubscribe", now)
    Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk, unsubscribed_at=None).update(
        unsubscribed_at=now
    )


@transaction.atomic
def message_resubscribe(*, message: Message) -> None:
    """The contact takes the refusal back, on the page behind the link in this message."""
    _consent(message, ConsentState.GRANTED, "resubscribe", database_now())


def _consent(message: Message, state: ConsentState, source: str, now: datetime) -> None:
    workspace_id: UUID = message.workspace_id
    change = ConsentChange(message.contact_id, message.channel, message.message_type, state.value)
    consent_set_many(
        workspace_id=workspace_id, changes=[change], source=f"{source}:{message.public_id}", now=now, by_contact=True
    )
