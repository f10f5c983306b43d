"""The senders' pages: made from the provider's form, changed without their secrets, tested, switched; for admins."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import Sender
from messaging.providers.credentials import decrypt
from messaging.providers.push_encryption import KeyPair
from tests.factories.messaging import make_sender
from tests.frontend.conftest import SignIn
from tests.messaging.http_server import Reply, http_server
from tests.messaging.smtp_server import at, smtp_server
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/senders/"
SID = "AC" + "0" * 32
FORM = {
    "name": "Texts",
    "from_address": "+1 555 0100000",
    "config.account_sid": SID,
    "credentials.secret": "a secret word",
    "is_default": "1",
}
NEW = f"{PATH}new/?channel=sms&provider=twilio"


@pytest.fixture
def admin(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.ADMIN)


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def only(workspace: Workspace) -> Sender:
    return Sender.objects.in_workspace(workspace).get()


def path_of(sender: Sender) -> str:
    return f"{PATH}{sender.public_id}/"


def test_an_empty_list_says_what_to_do_next(admin: Client, editor: Client) -> None:
    assert "Set up the first one" in admin.get(PATH).content.decode()
    assert "An admin of the workspace" in editor.get(PATH).content.decode()


def test_every_provider_is_offered_with_its_form(admin: Client) -> None:
    text = admin.get(f"{PATH}new/").content.decode()
    assert "?channel=email&amp;provider=smtp" in text
    assert "?channel=sms&amp;provider=twilio" in text
    form = admin.get(f"{PATH}new/?channel=email&provider=smtp").content.decode()
    assert 'name="config.port" class="input w-full" type="number" step="any" value="587"' in form
    assert '<option value="tls" >TLS (port 465)</option>' in form
    assert admin.get(f"{PATH}new/?channel=sms&provider=smtp").status_code == 404


def test_a_sender_is_made_and_its_secret_never_shown(workspace: Workspace, admin: Client) -> None:
    answer = admin.post(NEW, FORM)
    sender = only(workspace)
    assert (answer.status_code, answer["Location"]) == (302, path_of(sender))
    assert (sender.name, sender.from_address, sender.is_default) == ("Texts", "+15550100000", True)
    assert sender.config == {"account_sid": SID, "base_url": "https://api.twilio.com"}
    assert decrypt(bytes(sender.credentials)) == {"secret": "a secret word"}
    page = admin.get(path_of(sender)).content.decode()
    assert "a secret word" not in page
    assert "Kept; fill in to replace it" in page


def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(workspace: Workspace, admin: Client) -> None:
    answer = admin.post(NEW, {**FORM, "config.account_sid": "AC1", "credentials.secret": "", "from_address": "1"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'id="f-config-account_sid-fault" role="alert" class="mt-1 text-sm text-error">Does not look right' in text
    assert 'id="f-credentials-secret-fault" role="alert" class="mt-1 text-sm text-error">Is required.' in text
    assert 'id="f-from_address-fault"' in text
    assert 'value="AC1"' in text
    assert not Sender.objects.in_workspace(workspace).exists()


def test_changes_keep_the_secret_unless_it_is_given(workspace: Workspace, admin: Client) -> None:
    admin.post(NEW, FORM)
    sender = only(workspace)
    given = {"name": "Texts 2", "from_address": "12345", "config.account_sid": SID}
    assert admin.post(path_of(sender), given).status_code == 302
    sender = only(workspace)
    assert (sender.name, sender.from_address) == ("Texts 2", "12345")
    assert decrypt(bytes(sender.credentials)) == {"secret": "a secret word"}
    admin.post(path_of(sender), {**given, "credentials.secret": "another"})
    assert decrypt(bytes(only(workspace).credentials)) == {"secret": "another"}


def test_limits_are_set_and_taken_away(workspace: Workspace, admin: Client) -> None:
    ramp = {"warmup_started_on": "2026-07-01", "warmup_start": 50, "warmup_growth": 30}
    given = {f"limits.{name}": str(value) for name, value in ({"per_day": 9000, "per_second": 5} | ramp).items()}
    admin.post(NEW, FORM | given)
    assert only(workspace).limits == {"per_day": 9000, "per_second": 5, **ramp}
    page = admin.get(path_of(only(workspace))).content.decode()
    assert 'name="limits.per_day" class="input w-full" type="number" step="any" value="9000"' in page
    assert 'value="2026-07-01"' in page
    refused = admin.post(path_of(only(workspace)), FORM | given | {"limits.per_day": "", "limits.per_second": "0"})
    assert 'id="f-limits-per_second-fault"' in refused.content.decode()
    refused = admin.post(path_of(only(workspace)), FORM | given | {"limits.per_day": ""})
    assert "A warm-up needs the messages a day at which it ends." in refused.content.decode()
    assert only(workspace).limits["per_day"] == 9000
    assert admin.post(path_of(only(workspace)), FORM).status_code == 302
    assert only(workspace).limits == {}


def test_a_secret_does_not_follow_to_another_address(workspace: Workspace, admin: Client) -> None:
    admin.post(NEW, FORM)
    moved = {**FORM, "credentials.secret": "", "config.base_url": "https://evil.example"}
    answer = admin.post(path_of(only(workspace)), moved)
    assert answer.status_code == 200
    assert "Give them again: the address that they are sent to changes." in answer.content.decode()
    assert only(workspace).config["base_url"] == "https://api.twilio.com"
    assert admin.post(path_of(only(workspace)), {**moved, "credentials.secret": "new"}).status_code == 302
    assert only(workspace).config["base_url"] == "https://evil.example"


def test_the_connection_is_tested_without_sending(workspace: Workspace, admin: Client) -> None:
    with http_server(Reply(200, {"status": "active"})) as server:
        admin.post(NEW, {**FORM, "config.base_url": server.url})
        do = f"{path_of(only(workspace))}do/"
        said = admin.post(do, {"action": "test"}, follow=True).content.decode()
        assert "The provider takes “Texts”. Nothing was sent." in said
        server.usual = Reply(401, {"code": 20003})
        said = admin.post(do, {"action": "test"}, follow=True).content.decode()
        assert "“Texts” can’t send: 401" in said
    assert [(asked.method, asked.path) for asked in server.asked] == [("GET", f"/2010-04-01/Accounts/{SID}.json")] * 2


def test_a_mail_server_is_tested_to_the_log_in(workspace: Workspace, admin: Client) -> None:
    with smtp_server(at("connect", "554 no")) as server:
        sender = make_sender(workspace, port=server.port)
        said = admin.post(f"{path_of(sender)}do/", {"action": "test"}, follow=True).content.decode()
    assert f"can’t send: 127.0.0.1:{server.port}: 554 no" in said
    assert server.mails == []


def test_senders_are_switched_and_made_default(workspace: Workspace, admin: Client) -> None:
    first, second = make_sender(workspace, is_default=True, name="One"), make_sender(workspace, name="Two")
    for action, expected in (("default", ("active", True)), ("off", ("disabled", True)), ("on", ("active", True))):
        assert admin.post(f"{path_of(second)}do/", {"action": action}).status_code == 302
        second.refresh_from_db()
        assert (second.state, second.is_default) == expected
    first.refresh_from_db()
    assert not first.is_default
    assert admin.post(f"{path_of(second)}do/", {"action": "explode"}).status_code == 404
    assert "default" in admin.get(PATH).content.decode()


def test_editors_see_the_list_only(workspace: Workspace, editor: Client) -> None:
    sender = make_sender(workspace, name="One")
    text = editor.get(PATH).content.decode()
    assert "One" in text
    assert "Switch off" not in text
    assert editor.get(path_of(sender)).status_code == 403
    assert editor.post(f"{path_of(sender)}do/", {"action": "off"}).status_code == 403
    assert editor.get(f"{PATH}new/").status_code == 403
    assert only(workspace).state == "active"


def test_a_key_pair_is_made_and_its_public_half_alone_is_shown(workspace: Workspace, admin: Client) -> None:
    form = {"name": "Shop", "from_address": "Shop", "config.subject": "mailto:it@example.com", "config.ttl_hours": "24"}
    made = admin.post(f"{PATH}new/?channel=push&provider=web_push", {**form, "config.urgency": "high"})
    sender = only(workspace)
    assert (made.status_code, made["Location"]) == (302, path_of(sender))
    private = str(decrypt(bytes(sender.credentials))["private_key"])
    text = admin.get(path_of(sender)).content.decode()
    assert KeyPair.read(private).public in text
    assert private not in text
    admin.post(path_of(sender), {**form, "config.urgency": "low"})
    assert decrypt(bytes(only(workspace).credentials)) == {"private_key": private}
