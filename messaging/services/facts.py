"""What came back from a message: shown, opened, clicked, unsubscribed. Each is noted once, with the time of the
first; clicks for each link; opens and clicks by machines apart from those by people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce, Now

from contacts.models import ConsentState
from contacts.services.consent import ConsentChange, consent_set_many
from messaging.models import Message
from messaging.models.click import URL_LENGTH
from messaging.tracking.visitors import Visitor
from workspaces.clock import database_now
from workspaces.sql import load

# So many links of one message first followed within so many seconds were followed by a scanner.
_BURST_LINKS, _BURST_SECONDS = 3, 3


# What browsers report of push messages, and the column that it is noted in.
REPORTS = {"shown": "delivered_at", "opened": "opened_at", "dismissed": "dismissed_at"}


def message_reported(*, message_id: int, fact: str) -> None:
    """A contact's browser says what became of the message there, by a word of REPORTS; only the first time counts."""
    column = REPORTS[fact]
    Message.objects.across_workspaces().filter(pk=message_id, **{column: None}).update(**{column: Now()})


def message_opened(*, message_id: int, by: Visitor = Visitor.HUMAN) -> None:
    """Its pixel was fetched. Does nothing for a message that is gone, nor a second time for the same kind."""
    rows = Message.objects.across_workspaces().filter(pk=message_id)
    if by is Visitor.HUMAN:
        rows.filter(opened_at=None).update(opened_at=Now())
    else:
        rows.filter(machine_opened_at=None).update(machine_opened_at=Now(), machine=_machine(by))


@transaction.atomic
def message_clicked(*, message_id: int, url: str, by: Visitor = Visitor.HUMAN) -> None:
    """The link `url` in it was followed; by a person, so it was opened too. Does nothing for a message that is gone.

    One who follows links faster than anybody reads is found out by the last of them, and was a bot with the first.
    """
    # Clicks on one message follow each other, so that of a burst in parallel the last one sees the others.
    rows = Message.objects.across_workspaces().filter(pk=message_id)
    before = rows.select_for_update(no_key=True).first()
    if before is None:
        return
    machine = by is not Visitor.HUMAN
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"message": message_id, "url": url[:URL_LENGTH], "machine": machine}
        cursor.execute(load("messaging.services", "link_clicked"), values)
        burst = {"message": message_id, "links": _BURST_LINKS, "seconds": _BURST_SECONDS}
        cursor.execute(load("messaging.services", "take_back_burst"), burst)
        taken, first = cursor.fetchone()
    if machine:
        rows.filter(machine_clicked_at=None).update(machine_clicked_at=Now(), machine=_machine(by))
    elif not taken:
        rows.filter(clicked_at=None).update(clicked_at=Now(), opened_at=Coalesce("opened_at", Now()))
    if taken:
        # An open that only followed from a click goes with it.
        opened = first if before.opened_at == before.clicked_at else before.opened_at
        marks = {"machine_clicked_at": Coalesce("machine_clicked_at", Now()), "machine": _machine(Visitor.BOT)}
        rows.update(clicked_at=first, opened_at=opened, **marks)


def _machine(by: Visitor) -> Case:
    """What the row says of machines: the first that came."""
    return Case(When(machine="", then=Value(by.value)), default="machine")


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
