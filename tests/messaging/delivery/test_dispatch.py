"""What becomes of a claimed batch when providers, templates and operators get in its way."""

from datetime import timedelta
from typing import Any

import pytest

from contacts.models import Contact
from contacts.services import ConsentChange, consent_set_many
from messaging.delivery import dispatch, prepare, stage
from messaging.delivery.claim import claim
from messaging.delivery.outcomes import RETRY_PAUSES
from messaging.models import Message, MessageStream, Sender, Suppression
from messaging.providers.smtp_session import SmtpSession
from messaging.services import sender_update, suppression_add_many
from templates_app.services import template_create, template_publish
from tests.factories.contacts import make_topic
from tests.factories.messaging import make_messages, make_sender, states_of
from tests.factories.templates_app import email_content
from tests.messaging.loopback import DROP
from tests.messaging.smtp_server import Server, at
from tests.messaging.world import World, make_world
from workspaces.clock import database_now
from workspaces.services import Actor
from workspaces.wall.scope import EVERYWHERE, Scope, current, everywhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_server_that_is_down_costs_no_message_a_try() -> None:
    world = make_world(port=1)
    messages = world.queue(120)
    now = database_now()
    progress = stage.run(now)
    assert (progress.claimed, progress.held, progress.accepted) == (120, 120, 0)
    assert set(states_of(messages)) == {("queued", "provider_unavailable")}
    fields = set(Message.objects.in_workspace(world.workspace).values_list("tries", "not_before", "dispatched_at"))
    assert fields == {(0, now + timedelta(seconds=15), None)}
    world.sender.refresh_from_db()
    assert (world.sender.faults, world.sender.unavailable_until) == (1, now + timedelta(seconds=15))


def test_while_a_provider_is_known_to_be_down_new_messages_wait_without_a_try() -> None:
    world = make_world(port=1)
    world.queue(1)
    now = database_now()
    stage.run(now)
    [message] = world.queue(1)
    assert stage.run(now + timedelta(seconds=5)) == stage.Progress(held=1)
    message.refresh_from_db()
    assert (message.reason, message.attempt) == ("provider_unavailable", 0)
    assert message.not_before == now + timedelta(seconds=15)


def test_the_pause_doubles_and_ends_with_the_first_accepted_message(world: World, server: Server) -> None:
    server.script = at("connect", "421 down")
    [message] = world.queue(1)
    now = database_now()
    for pause in (15, 30, 60):
        stage.run(now)
        message.refresh_from_db()
        assert message.not_before == now + timedelta(seconds=pause)
        now = message.not_before
    server.script = lambda stage, number: None
    assert stage.run(now).accepted == 1
    world.sender.refresh_from_db()
    assert (world.sender.faults, world.sender.unavailable_until) == (0, None)


def test_a_deferred_message_is_tried_again_until_it_is_rejected(world: World, server: Server) -> None:
    server.script = at("RCPT", "450 grey")
    [message] = world.queue(1)
    now = database_now()
    for number, pause in enumerate(RETRY_PAUSES, start=1):
        assert stage.run(now).held == 1
        message.refresh_from_db()
        assert (message.state, message.reason, message.tries) == ("queued", "smtp_deferred", number)
        assert message.reason_detail == "450 grey"
        assert now + pause <= message.not_before <= now + pause * 1.1
        now = message.not_before
    assert stage.run(now).rejected == 1
    message.refresh_from_db()
    assert (message.state, message.reason, message.reason_detail) == ("rejected", "smtp_deferred", "450 grey")


def test_one_refused_recipient_is_rejected_and_the_others_arrive(world: World, server: Server) -> None:
    server.script = at("RCPT", "550 no such user", 2)
    world.queue(4)
    progress = stage.run()
    assert (progress.accepted, progress.rejected) == (3, 1)
    rejected = Message.objects.in_workspace(world.workspace).get(state="rejected")
    assert (rejected.reason, rejected.reason_detail) == ("smtp_refused", "550 no such user")


def test_an_address_that_does_not_exist_is_suppressed(world: World, server: Server) -> None:
    """By the server's own word (RFC 3463); a refusal that does not say so may be about something else."""
    server.script = lambda stage_name, number: (
        {1: "550 5.1.1 no such user", 2: "550 5.7.1 blocked"}.get(number) if stage_name == "RCPT" else None
    )
    world.queue(3)
    assert stage.run().rejected == 2
    refused = Message.objects.in_workspace(world.workspace).get(reason_detail__startswith="550 5.1.1")
    [suppression] = Suppression.objects.in_workspace(world.workspace)
    assert (suppression.channel, suppression.address) == ("email", refused.address)
    assert (suppression.reason, suppression.source) == ("hard_bounce", f"{world.sender.name}: 550 5.1.1 no such user")
    world.queue_for([refused.contact])
    assert stage.run().skipped == 1


def test_a_connection_that_drops_before_its_250_is_unknown_and_not_tried_again(world: World, server: Server) -> None:
    server.script = at("content", DROP, 1)
    [message] = world.queue(1)
    now = database_now()
    assert stage.run(now) == stage.Progress(claimed=1, unknown=1)
    assert states_of([message]) == [("unknown", "no_answer")]
    assert stage.run(now + timedelta(days=2)) == stage.Progress()
    assert server.mails == []


def test_a_mail_that_cannot_be_made_is_rejected_and_the_others_go_out(world: World, server: Server) -> None:
    content = email_content(subject="{{ contact.first_name }}")
    template = template_create(
        workspace=world.workspace, name="T", actor=Actor.system(), channel="email", content=content
    )
    world.version = template_publish(template=template, actor=Actor.system())
    [nameless, named] = world.contacts(1) + world.contacts(1, first_name="Ann")
    messages = world.queue_for([nameless, named], message_type="transactional")
    stage.run()
    assert states_of(messages) == [("rejected", "render_failed"), ("accepted", "")]
    messages[0].refresh_from_db()
    assert "subject" in messages[0].reason_detail


@pytest.mark.parametrize(("swift", "per_second", "sent"), [(False, None, 5), (True, None, 10), (True, 100, 5)])
def test_a_pause_stops_the_batch_at_the_next_chunk(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch, swift: bool, per_second: int | None, sent: int
) -> None:
    """Chunks are longer where messages go out in trains, but not where they are counted by the second."""
    monkeypatch.setattr(dispatch, "CHUNK", 5)
    monkeypatch.setattr(dispatch, "LONG_CHUNK", 10)
    monkeypatch.setattr(SmtpSession, "is_swift", swift)
    Sender.unscoped_objects.update(limits={"per_second": per_second} if per_second else {})

    def pause(stage_name: str, number: int) -> None:
        if stage_name == "RCPT" and number == 3:
            MessageStream.unscoped_objects.filter(pk=world.stream.pk).update(claimable=False)

    server.script = pause
    messages = world.queue(20)
    progress = stage.run(database_now())
    assert (progress.claimed, progress.accepted, progress.held) == (20, sent, 20 - sent)
    assert states_of(messages).count(("queued", "")) == 20 - sent
    assert len(server.mails) == sent


@pytest.mark.parametrize("reason", ["consent_denied", "topic_denied"])
def test_who_says_no_while_the_batch_is_on_its_way_gets_nothing(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setattr(dispatch, "CHUNK", 5)
    topic_id = make_topic(world.workspace).pk
    MessageStream.unscoped_objects.filter(pk=world.stream.pk).update(topic_id=topic_id)
    world.queue(12)
    chosen: list[Message] = []

    def refuse(stage_name: str, number: int) -> None:
        if (stage_name, number) != ("RCPT", 3):
            return
        waiting = Message.objects.in_workspace(world.workspace).filter(dispatched_at=None).order_by("pk")
        denied, complained = chosen[:] = waiting[:2]
        about = topic_id if reason == "topic_denied" else None
        no = ConsentChange(denied.contact_id, "email", "marketing", "denied", about)
        consent_set_many(workspace_id=world.workspace.pk, changes=[no], source="test", now=database_now())
        address = Contact.objects.in_workspace(world.workspace).get(pk=complained.contact_id).email
        suppression_add_many(
            workspace=world.workspace,
            channel="email",
            addresses=[address],
            reason="complaint",
            actor=Actor.system(),
        )

    server.script = refuse
    first = stage.run(limit=12)
    assert (first.claimed, first.accepted, first.held) == (12, 10, 2)
    assert states_of(chosen) == [("queued", "")] * 2
    assert stage.run().skipped == 2
    assert states_of(chosen) == [("skipped", reason), ("skipped", "suppressed")]
    assert len(server.mails) == 10


def test_a_sender_whose_settings_became_unreadable_holds(world: World) -> None:
    [message] = world.queue(1)
    world.sender.credentials = b"garbage"
    world.sender.save()
    assert stage.run().held == 1
    message.refresh_from_db()
    assert (message.reason, message.tries) == ("provider_unavailable", 0)
    assert "CREDENTIAL_KEYS" in message.reason_detail


def test_a_password_that_is_revoked_on_the_way_costs_nobody_a_mail(world: World, server: Server) -> None:
    """The server ends the connections that it has; from then on all wait until somebody enters the new password."""
    server.password = "first"
    changes = {"credentials": {"username": "me", "password": "first"}}
    sender = sender_update(sender=world.sender, changes=changes, actor=Actor.system())

    def revoke(stage_name: str, number: int) -> str | None:
        if (stage_name, number) == ("content", 10):
            server.password = "second"
        return DROP if stage_name == "MAIL" and server.password == "second" else None

    server.script = revoke
    messages = world.queue(40)
    now = database_now()
    progress = stage.run(now)
    assert 10 <= progress.accepted == len(server.mails) < 40
    waiting = Message.objects.in_workspace(world.workspace).filter(state="queued")
    assert waiting.count() == 40 - progress.accepted
    assert ("provider_unavailable", 0) in set(waiting.values_list("reason", "tries"))
    assert waiting.filter(reason_detail__contains="535 5.7.8 wrong password").exists()
    server.script = lambda stage_name, number: None
    again = {"credentials": {"username": "me", "password": "second"}}
    sender_update(sender=sender, changes=again, actor=Actor.system())
    assert stage.run(now + timedelta(minutes=5)).accepted == 40 - progress.accepted
    assert states_of(messages) == [("accepted", "")] * 40
    assert len({mail.recipient for mail in server.mails}) == len(server.mails) == 40


def test_one_senders_outage_does_not_touch_another(world: World, server: Server) -> None:
    down = make_sender(world.workspace, port=1)
    waiting = make_messages(world.stream, world.contacts(5), world.version, down, message_type="transactional")
    going = world.queue(5)
    stage.run()
    assert set(states_of(waiting)) == {("queued", "provider_unavailable")}
    assert set(states_of(going)) == {("accepted", "")}


def test_a_slow_batch_is_given_back_before_its_lease_runs_out(world: World, server: Server) -> None:
    messages = world.queue(10)
    claimed = claim(database_now(), 100)
    assert claimed is not None
    batch = dispatch.Dispatch(claimed.batch)
    batch._began -= 3600
    batch.run()
    assert set(states_of(messages)) == {("queued", "")}
    assert server.mails == []
    assert stage.run().accepted == 10


def test_the_limit_bounds_a_run_and_more_says_so(world: World) -> None:
    world.queue(60)
    progress = stage.run(limit=20)
    assert progress.more
    assert progress.claimed <= 20


def test_what_is_done_for_a_sender_reaches_its_workspace_alone(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a batch of several; what is settled together is not."""
    scopes: dict[str, list[Scope]] = {"rendered": [], "settled": []}

    def noted(place: Any, name: str, kind: str) -> None:
        called = getattr(place, name)

        def note(*arguments: Any, **named: Any) -> Any:
            scopes[kind].append(current())
            return called(*arguments, **named)

        monkeypatch.setattr(place, name, note)

    noted(prepare, "envelope_of", "rendered")
    noted(dispatch, "exchange_charged", "settled")
    worlds = [world, make_world(server.port)]
    for each in worlds:
        each.queue(2)
    with everywhere():
        assert stage.run().accepted == 4
    expected = {Scope("campanile_workspace", str(each.workspace.pk)) for each in worlds}
    assert (set(scopes["rendered"]), set(scopes["settled"])) == (expected, {EVERYWHERE})
    assert len(scopes["rendered"]) == 4
