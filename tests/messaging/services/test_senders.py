"""Senders: checked field by field, credentials encrypted and never shown."""

import json
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from messaging.models import Sender
from messaging.providers.credentials import UnreadableCredentials, decrypt, encrypt
from messaging.selectors import sender_default, senders_list
from messaging.services import sender_update
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SECRET = {"username": "me", "password": "a very secret word"}


def test_credentials_are_stored_encrypted_and_read_by_the_provider_only() -> None:
    workspace = make_workspace()
    sender = make_sender(workspace, credentials=SECRET)
    sender.refresh_from_db()
    assert b"secret" not in bytes(sender.credentials)
    assert decrypt(bytes(sender.credentials)) == SECRET
    [shown] = senders_list(workspace)
    assert shown.has_credentials
    assert "secret" not in repr(shown)
    entry = AuditEntry.objects.in_workspace(workspace).get(action="sender.created")
    assert "secret" not in json.dumps(entry.data)


def test_keys_rotate(settings: Settings) -> None:
    old = settings.CREDENTIAL_KEYS
    stored = encrypt(SECRET)
    new = Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [new, *old]
    assert decrypt(stored) == SECRET
    settings.CREDENTIAL_KEYS = [new]
    with pytest.raises(UnreadableCredentials):
        decrypt(stored)
    assert decrypt(encrypt(SECRET)) == SECRET


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from_address": "nobody"}, "from_address"),
        ({"from_address": "a@b.example\r\nBcc: c@d.example"}, "from_address"),
        ({"reply_to": "x y@b.example"}, "reply_to"),
        ({"name": ""}, "name"),
        ({"from_name": "x" * 121}, "from_name"),
        ({"provider": "pigeon"}, "provider"),
        ({"channel": "sms"}, "channel"),
        ({"config": {}}, "config.host"),
        ({"config": {"host": "h", "port": 70000}}, "config.port"),
        ({"config": {"host": "h", "colour": 1}}, "config.colour"),
        ({"credentials": {"token": "x"}}, "credentials.token"),
    ],
)
def test_faults_are_named_and_nothing_is_written(wrong: dict[str, Any], field: str) -> None:
    workspace = make_workspace()
    with pytest.raises(InvalidInput) as refused:
        make_sender(workspace, **wrong)
    assert [detail.field for detail in refused.value.details] == [field]
    assert not Sender.objects.in_workspace(workspace).exists()


def test_a_new_default_takes_the_place_of_the_old_one() -> None:
    workspace, other = make_workspace(), make_workspace()
    theirs = make_sender(other, is_default=True)
    first = make_sender(workspace, is_default=True)
    second = make_sender(workspace, is_default=True)
    assert sender_default(workspace, "email") == second
    first.refresh_from_db()
    assert not first.is_default
    sender_update(sender=first, changes={"is_default": True}, actor=Actor.system())
    assert sender_default(workspace, "email") == first
    assert sender_default(other, "email") == theirs


def test_an_update_changes_only_what_is_named() -> None:
    sender = make_sender(make_workspace(), credentials=SECRET)
    Sender.objects.in_workspace(sender.workspace_id).update(faults=3)
    changes = {"from_name": "New", "name": sender.name, "limits": sender.limits}
    updated = sender_update(sender=sender, changes=changes, actor=Actor.system())
    updated.refresh_from_db()
    assert AuditEntry.objects.in_workspace(sender.workspace_id).latest("pk").data == {"fields": ["from_name"]}
    assert (updated.from_name, updated.faults) == ("New", 0)
    assert decrypt(bytes(updated.credentials)) == SECRET
    assert updated.from_address == sender.from_address
    with pytest.raises(InvalidInput) as refused:
        sender_update(sender=sender, changes={"provider": "smtp", "colour": 1}, actor=Actor.system())
    assert [detail.field for detail in refused.value.details] == ["colour", "provider"]
