"""Enqueueing, stopping, and what operators decide about unknown messages."""

import pytest
from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from messaging.delivery import stage
from messaging.models import Message, MessageStream, Suppression
from messaging.services import (
    OutboxRow,
    message_mark_sent,
    message_send_again,
    messages_enqueue,
    stream_set,
    suppression_add_many,
    suppression_remove,
)
from messaging.services.messages import outbox_context
from tests.factories.messaging import states_of
from tests.factories.workspaces import make_workspace
from tests.messaging.loopback import DROP
from tests.messaging.smtp_server import Server, at
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.ids import uuid7
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_message_for_the_same_visit_breaks_the_transaction(world: World) -> None:
    [message] = world.queue(1)
    row = OutboxRow(
        message.workspace_id,
        message.stream_id,
        message.contact_id,
        message.execution_id,
        message.node,
        message.visit,
        "email",
        "marketing",
        world.version.pk,
        world.sender.pk,
        outbox_context({"plan": "pro"}),
        database_now(),
        database_now(),
    )
    with pytest.raises(UniqueViolation), transaction.atomic(), connection.cursor() as cursor:
        messages_enqueue(cursor, [row])
    assert Message.objects.in_workspace(world.workspace).count() == 1
    with connection.cursor() as cursor:
        messages_enqueue(cursor, [row._replace(visit=2)])
    assert Message.objects.in_workspace(world.workspace).get(visit=2).context == {"plan": "pro"}


def test_trigger_data_reaches_the_template(world: World, server: Server) -> None:
    world.queue(1, context=outbox_context({"plan": "pro"}))
    assert stage.run().accepted == 1


@pytest.fixture
def unknown(world: World, server: Server) -> Message:
    server.script = at("content", DROP, 1)
    [message] = world.queue(1)
    stage.run()
    assert states_of([message]) == [("unknown", "no_answer")]
    return message


def test_an_operator_marks_an_unknown_message_as_sent(unknown: Message) -> None:
    message_mark_sent(message=unknown, actor=Actor.system("op"))
    assert states_of([unknown]) == [("accepted", "marked_sent")]
    entry = AuditEntry.objects.in_workspace(unknown.workspace_id).get(action="message.marked_sent")
    assert entry.target_id == unknown.public_id


def test_an_operator_sends_an_unknown_message_again(unknown: Message, server: Server) -> None:
    released = database_now()
    Message.objects.in_workspace(unknown.workspace_id).update(released_at=released)
    message_send_again(message=unknown, actor=Actor.system("op"))
    assert states_of([unknown]) == [("queued", "sent_again")]
    assert stage.run().accepted == 1
    unknown.refresh_from_db()
    assert (unknown.state, unknown.attempt, unknown.released_at) == ("accepted", 2, released)
    assert f"<{unknown.public_id}@".encode() in server.mails[0].content


@pytest.mark.parametrize("decide", [message_mark_sent, message_send_again])
def test_only_unknown_messages_can_be_decided_on(world: World, decide: object) -> None:
    [message] = world.queue(1)
    for state in ("queued", "accepted"):
        with pytest.raises(Conflict) as refused:
            decide(message=message, actor=Actor.system("op"))
        assert (refused.value.current_status, refused.value.allowed) == (state, ("unknown",))
        stage.run()
    assert not AuditEntry.objects.in_workspace(world.workspace).filter(target_type="message").exists()


def test_streams_are_made_and_brought_up_to_date() -> None:
    workspace, key = make_workspace(), uuid7()
    cap = {"count": 2, "days": 7}
    stream_set(stream_id=key, workspace=workspace, name="A", claimable=False, frequency_cap=cap)
    stream_set(stream_id=key, workspace=workspace, name="B", claimable=True, open_tracking=False)
    stream = MessageStream.objects.in_workspace(workspace).get()
    assert (stream.pk, stream.name, stream.claimable, stream.open_tracking) == (key, "B", True, False)
    assert (stream.click_tracking, stream.frequency_cap) == (True, None)


@pytest.mark.parametrize("cap", [{}, {"count": 0, "days": 1}, {"count": 1, "days": 1, "hours": 2}])
def test_a_cap_that_is_none_is_refused(cap: dict[str, int]) -> None:
    workspace = make_workspace()
    with pytest.raises(InvalidInput) as refused:
        stream_set(stream_id=uuid7(), workspace=workspace, name="A", claimable=True, frequency_cap=cap)
    assert refused.value.details[0].field.startswith("frequency_cap.")
    assert not MessageStream.objects.in_workspace(workspace).exists()


def test_suppressions_are_added_once_in_lower_case() -> None:
    workspace, actor = make_workspace(), Actor.system()
    add = {"workspace": workspace, "channel": "email", "reason": "complaint", "actor": actor}
    assert suppression_add_many(addresses=["Ann@B.example", "ann@b.example", "bob@b.example"], **add) == 2
    assert suppression_add_many(addresses=["BOB@b.example", "eve@b.example"], **add) == 1
    rows = Suppression.objects.in_workspace(workspace).order_by("address")
    assert list(rows.values_list("address", flat=True)) == ["ann@b.example", "bob@b.example", "eve@b.example"]
    suppression_remove(suppression=rows[0], actor=actor, note="She asked for it.")
    assert rows.count() == 2


def test_a_wrong_address_is_named_by_its_place_and_nothing_is_added() -> None:
    workspace = make_workspace()
    with pytest.raises(InvalidInput) as refused:
        suppression_add_many(
            workspace=workspace,
            channel="email",
            addresses=["a@b.example", "nonsense"],
            reason="manual",
            actor=Actor.system(),
        )
    assert [detail.field for detail in refused.value.details] == ["addresses[1]"]
    assert not Suppression.objects.in_workspace(workspace).exists()
