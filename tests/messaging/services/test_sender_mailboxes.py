"""A sender's mailbox: checked when it is set, its password never shown, and mails go out with its marks."""

from collections.abc import Mapping
from email import message_from_bytes
from typing import Any

import pytest

from messaging.delivery import stage
from messaging.models import ReturnMailbox, Sender
from messaging.providers.credentials import decrypt
from messaging.services import sender_mailbox_remove, sender_mailbox_set
from messaging.tracking.tokens import Purpose, make_folded, read_folded
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
CONFIG = {"host": "imap.example.com"}
LOGIN = {"username": "hello", "password": "a secret"}


def put(sender: Sender, credentials: Mapping[str, Any] | None = LOGIN, **config: Any) -> ReturnMailbox:
    return sender_mailbox_set(sender=sender, config=CONFIG | config, credentials=credentials, actor=Actor.system())


def test_settings_are_kept_and_the_password_is_encrypted() -> None:
    sender = make_sender(make_workspace())
    mailbox = put(sender)
    assert mailbox.config["address"] == "hello@campanile.example"
    assert b"secret" not in bytes(mailbox.credentials)
    assert decrypt(bytes(mailbox.credentials)) == LOGIN
    sender.refresh_from_db()
    assert sender.return_address == "hello+{}@campanile.example"
    [line] = AuditEntry.objects.in_workspace(sender.workspace).filter(action="sender.mailbox_set")
    assert "secret" not in str(line.data)


def test_what_was_read_is_forgotten_only_with_another_mailbox() -> None:
    sender = make_sender(make_workspace())
    first = put(sender)
    ReturnMailbox.objects.in_workspace(sender.workspace).update(uid_validity=7, last_uid=100)
    same = put(sender, None, afterwards="delete", separator="none")
    assert (same.pk, same.uid_validity, same.last_uid, same.since) == (first.pk, 7, 100, first.since)
    assert same.attempt > first.attempt
    assert sender.return_address == "hello@campanile.example"
    other = put(sender, None, folder="Bounces")
    assert (other.uid_validity, other.last_uid) == (None, 0)
    assert decrypt(bytes(other.credentials)) == LOGIN


@pytest.mark.parametrize(
    ("config", "credentials", "field"),
    [
        ({"host": "a b"}, LOGIN, "config.host"),
        ({"port": 0}, LOGIN, "config.port"),
        ({"folder": 'IN"BOX'}, LOGIN, "config.folder"),
        ({"folder": "IN\r\nBOX"}, LOGIN, "config.folder"),
        ({"address": "nonsense"}, LOGIN, "config.address"),
        ({"address": f"{'x' * 32}@a.example"}, LOGIN, "config.address"),
        ({"unknown": 1}, LOGIN, "config.unknown"),
        ({}, {"username": "me"}, "credentials.password"),
        ({}, None, "credentials.username"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_kept(config: dict[str, Any], credentials: Any, field: str) -> None:
    sender = make_sender(make_workspace())
    with pytest.raises(InvalidInput) as refused:
        put(sender, credentials, **config)
    assert [each.field for each in refused.value.details] == [field]
    sender.refresh_from_db()
    assert (sender.return_address, ReturnMailbox.objects.in_workspace(sender.workspace).count()) == ("", 0)


def test_a_password_goes_to_no_other_server_than_it_was_given_for() -> None:
    sender = make_sender(make_workspace())
    put(sender)
    with pytest.raises(InvalidInput):
        put(sender, None, host="elsewhere.example.com")
    assert ReturnMailbox.objects.in_workspace(sender.workspace).get().config["host"] == "imap.example.com"


def test_other_providers_tell_of_bounces_themselves() -> None:
    sender = make_sender(make_workspace(), provider="postmark", config={}, credentials={"server_token": "t"})
    with pytest.raises(InvalidInput):
        put(sender)


def test_mails_carry_the_token_of_their_message(world: World, server: Server) -> None:
    put(world.sender)
    [message] = world.queue(1)
    stage.run()
    [mail] = server.mails
    token = make_folded(Purpose.RETURN, message.pk)
    head = message_from_bytes(mail.content)
    assert (mail.sender, head["X-Return-Token"]) == (f"hello+{token}@campanile.example", token)
    assert head["From"] == "hello@campanile.example"
    by_mail = head["List-Unsubscribe"].split(",")[1].strip()
    address, _, leave = by_mail.strip("<>").partition("?subject=unsubscribe%20")
    assert (address, read_folded(Purpose.LEAVE, leave)) == ("mailto:hello@campanile.example", message.pk)
    sender_mailbox_remove(sender=world.sender, actor=Actor.system())
    world.queue(1)
    stage.run()
    plain = message_from_bytes(server.mails[1].content)
    assert (server.mails[1].sender, plain["X-Return-Token"]) == ("hello@campanile.example", None)
    assert "mailto" not in plain["List-Unsubscribe"]
