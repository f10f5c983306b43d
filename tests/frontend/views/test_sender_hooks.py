"""The page on which a sender's reports are set up: the address, the steps, and secrets that go in and never out."""

import pytest
from django.test import Client

from messaging.models import Sender
from messaging.providers.credentials import decrypt
from tests.factories.messaging import make_sender
from tests.frontend.conftest import SignIn
from workspaces.models import AuditEntry, Role, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.ADMIN)


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return make_sender(workspace, provider="postmark", config={}, credentials={"server_token": "t"})


def path_of(sender: Sender) -> str:
    return f"/w/acme/senders/{sender.public_id}/reports/"


def test_the_page_says_what_to_set_up(admin: Client, sender: Sender) -> None:
    text = admin.get(path_of(sender)).content.decode()
    assert f"/hooks/providers/{sender.public_id}" in text
    assert "At Postmark" in text
    assert "Not set up" in text
    assert "{url}" not in text
    assert path_of(sender) in admin.get(f"/w/acme/senders/{sender.public_id}/").content.decode()


def test_a_secret_goes_in_and_never_out(admin: Client, sender: Sender) -> None:
    updated_at = sender.updated_at
    response = admin.post(path_of(sender), {"hook.secret": "a-password-of-mine"}, follow=True)
    text = response.content.decode()
    assert "Listening" in text
    assert "a-password-of-mine" not in text
    sender.refresh_from_db()
    assert decrypt(bytes(sender.hook_secrets)) == {"secret": "a-password-of-mine"}
    assert sender.updated_at == updated_at
    assert AuditEntry.objects.in_workspace(sender.workspace).filter(action="sender.hook_set").count() == 1
    admin.post(path_of(sender), {"action": "stop"})
    sender.refresh_from_db()
    assert bytes(sender.hook_secrets) == b""


def test_a_secret_that_is_too_short_is_refused(admin: Client, sender: Sender) -> None:
    for secret in ("short", ""):
        text = admin.post(path_of(sender), {"hook.secret": secret}).content.decode()
        assert 'role="alert"' in text
    sender.refresh_from_db()
    assert bytes(sender.hook_secrets) == b""


def test_only_admins_and_only_of_providers_that_report(editor: Client, admin: Client, sender: Sender) -> None:
    assert editor.get(path_of(sender)).status_code == 403
    mute = make_sender(sender.workspace, channel="onsite", provider="onsite", from_address="Shop", config={})
    assert "tells nothing back" in admin.get(path_of(mute)).content.decode()
    assert "tells nothing back" in admin.post(path_of(mute), {"action": "stop"}).content.decode()
    assert "reports/" not in admin.get(f"/w/acme/senders/{mute.public_id}/").content.decode()
