"""The page of a sender's mailbox: set up with a test, faults shown, the password never."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import ReturnMailbox, Sender
from tests.factories.messaging import make_sender
from tests.frontend.conftest import SignIn
from tests.messaging.imap_server import ImapServer, imap_server
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.ADMIN)


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return make_sender(workspace)


def path_of(sender: Sender) -> str:
    return f"/w/acme/senders/{sender.public_id}/mailbox/"


def given(server: ImapServer, password: str) -> dict[str, str]:
    return {
        "action": "save",
        "config.host": "127.0.0.1",
        "config.port": str(server.port),
        "config.security": "none",
        "config.separator": "+",
        "config.afterwards": "seen",
        "config.replies": "1",
        "credentials.username": "hello",
        "credentials.password": password,
    }


def test_the_mailbox_is_tried_when_it_is_saved(
    admin: Client, workspace: Workspace, sender: Sender, settings: Any
) -> None:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = True
    sender_page = f"/w/acme/senders/{sender.public_id}/"
    assert path_of(sender) in admin.get(f"{sender_page}reports/", follow=True).redirect_chain[0][0]
    with imap_server() as server:
        text = admin.post(path_of(sender), given(server, "wrong"), follow=True).content.decode()
        assert "wrong name or password" in text
        text = admin.post(path_of(sender), given(server, "right"), follow=True).content.decode()
        assert "The mailbox can be read." in text
        assert 'value="right"' not in text
        assert "hello+…@campanile.example" in text
    ReturnMailbox.objects.in_workspace(sender.workspace).update(fault_detail="no such host")
    for page in ("/w/acme/senders/", sender_page, path_of(sender)):
        assert "no such host" in admin.get(page).content.decode()
    make_sender(workspace, name="Another")
    assert admin.get("/w/acme/senders/").content.decode().count("Mailbox can’t be read") == 2  # once for phones
    admin.post(path_of(sender), {"action": "stop"})
    assert ReturnMailbox.objects.in_workspace(sender.workspace).count() == 0


def test_what_is_missing_is_said(admin: Client, sender: Sender) -> None:
    text = admin.post(path_of(sender), {"action": "save", "config.address": "nonsense"}).content.decode()
    assert 'role="alert"' in text
    assert ReturnMailbox.objects.in_workspace(sender.workspace).count() == 0


def test_only_admins_see_it(workspace: Workspace, signed_in: SignIn, sender: Sender) -> None:
    assert signed_in(workspace, Role.EDITOR).get(path_of(sender)).status_code == 403
