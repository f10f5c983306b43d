"""Calls of every vendor over the whole stack: right ones count, forged and foreign ones write nothing."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.hooks import stage
from messaging.hooks.registry import HOOKS
from messaging.models import Message, ProviderReport, ReportOutcome
from messaging.providers.credentials import decrypt
from messaging.providers.registry import PROVIDERS
from messaging.services import sender_hook_set
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.calls import PASSWORD, VENDORS, Given, delivered, of_sns
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
REPORTING = [vendor for vendor in VENDORS if vendor != "telegram_bot"]


def kept() -> int:
    return ProviderReport.objects.across_workspaces().count()


def forged(given: Given) -> Given:
    """The same body with another proof; where the proof is in the body, with another moment."""
    headers = {name: value[:-3] + ("AAA" if value[-3:] != "AAA" else "BBB") for name, value in given.headers.items()}
    body = given.body if headers else given.body.replace(b'"timestamp": "1', b'"timestamp": "2')
    body = body.replace(b'"Signature": "', b'"Signature": "AAAA')
    return Given(body, headers, given.content_type, given.query)


def test_every_hook_is_one_of_a_provider_and_is_tested() -> None:
    assert set(HOOKS) == set(VENDORS)
    assert set(HOOKS) <= set(PROVIDERS)
    for hook in HOOKS.values():
        assert any("{url}" in step for step in hook.steps)
        assert hook.__doc__


@pytest.mark.parametrize("vendor", REPORTING)
def test_a_delivered_message_is_noted_once(vendor: str, workspace: Workspace) -> None:
    sender = listening(workspace, vendor)
    [message] = sent_by(sender)
    call = delivered(vendor, message.public_id, sender)
    assert [call.post(sender).status_code for _ in range(2)] == [200, 200]
    assert (kept(), stage.run()) == (1, False)
    message.refresh_from_db()
    assert message.delivered_at is not None
    assert message.delivered_at >= message.created_at
    [report] = ProviderReport.objects.in_workspace(workspace)
    assert (report.outcome, report.address, report.data) == (ReportOutcome.APPLIED, "", {})


@pytest.mark.parametrize("vendor", REPORTING)
def test_a_forged_call_writes_nothing(vendor: str, workspace: Workspace) -> None:
    sender = listening(workspace, vendor)
    [message] = sent_by(sender)
    call = forged(delivered(vendor, message.public_id, sender))
    assert call.post(sender).status_code == 401
    bare = Given(call.body, {}, call.content_type, call.query)
    assert bare.post(sender).status_code == 401
    assert kept() == 0


@pytest.mark.parametrize("vendor", REPORTING)
def test_a_report_reaches_no_message_of_another_workspace(vendor: str, workspace: Workspace) -> None:
    theirs = listening(make_workspace(), vendor)
    [message] = sent_by(theirs)
    own = listening(workspace, vendor)
    assert delivered(vendor, message.public_id, own).post(own).status_code == 200
    stage.run()
    message.refresh_from_db()
    assert message.delivered_at is None
    [report] = ProviderReport.objects.across_workspaces()
    assert (report.workspace_id, report.outcome) == (workspace.pk, ReportOutcome.UNMATCHED)


def test_another_senders_secret_is_no_proof(workspace: Workspace) -> None:
    own, theirs = listening(workspace, "resend"), listening(make_workspace(), "resend")
    other = {"signing_secret": "whsec_b3RoZXIgc2VjcmV0IG9mIDI0IGJ5dGVz"}
    sender_hook_set(sender=theirs, secrets=other, actor=Actor.system())
    [message] = sent_by(theirs)
    call = delivered("resend", message.public_id, own)
    assert call.post(theirs).status_code == 401
    assert kept() == 0


def test_who_does_not_listen_is_not_there(workspace: Workspace) -> None:
    sender = listening(workspace, "resend")
    call = delivered("resend", "msg_1", sender)
    sender_hook_set(sender=sender, secrets=None, actor=Actor.system())
    for sender_id in (sender.public_id, "snd_nobody", "x" * 300, f"snd_{'0' * 26}"):
        assert call.post(sender, sender_id).status_code == 404
    assert Client().get(f"/hooks/providers/{sender.public_id}").status_code == 404
    assert kept() == 0


def test_amazon_is_called_back_once_it_is_amazon_and_the_right_topic(workspace: Workspace, amazon: list[str]) -> None:
    sender = listening(workspace, "ses")
    subscribe = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=y"
    asking = {"Type": "SubscriptionConfirmation", "Token": "y", "SignatureVersion": "1"}

    def post(**fields: str) -> int:
        body = json.dumps(of_sns({}, **{**asking, **fields})).encode()
        return Given(body, {}, "text/plain").post(sender).status_code

    assert post(SubscribeURL=subscribe) == 200
    assert amazon[-1] == subscribe
    assert post(SubscribeURL="https://evil.example/?Action=ConfirmSubscription&Token=y") == 400
    assert post(SubscribeURL=subscribe, TopicArn="arn:aws:sns:eu-central-1:210987654321:mine") == 401
    elsewhere = "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-" + "0" * 32 + ".pem"
    assert post(SubscribeURL=subscribe, SigningCertURL=elsewhere) == 401
    assert amazon.count(subscribe) == 1
    assert kept() == 0


@pytest.mark.parametrize(
    ("vendor", "age"), [("resend", 400), ("ses", 90_000), ("webhook", 400), ("sendgrid", 100_000), ("mailgun", 40_000)]
)
def test_an_old_call_is_refused(vendor: str, age: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = listening(workspace, vendor)
    real = __import__("time").time
    monkeypatch.setattr("tests.messaging.hooks.calls.time.time", lambda: real() - age)
    call = delivered(vendor, "msg_1", sender)
    assert call.post(sender).status_code == 401
    assert kept() == 0


def test_bodies_that_are_none_are_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = listening(workspace, "postmark")
    headers = delivered("postmark", "msg_1", sender).headers
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        assert Given(body, headers).post(sender).status_code == 400
    monkeypatch.setattr(HOOKS["postmark"], "max_bytes", 10)
    assert Given(b"{}" + b" " * 20, headers).post(sender).status_code == 413
    assert kept() == 0


def test_a_received_mail_comes_as_a_form_with_its_attachments(workspace: Workspace) -> None:
    sender = listening(workspace, "sendgrid")
    fields: dict[str, Any] = {
        "headers": "Message-ID: <1@b.example>\n",
        "from": "Ada <ada@b.example>",
        "subject": "Grüße",
        "text": "Hello\n",
        "attachment1": SimpleUploadedFile("tea.png", b"\x89PNG" * 1_000, "image/png"),
    }
    path = f"/hooks/providers/{sender.public_id}"
    pair = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
    assert Client().post(path, fields).status_code == 401
    fields["attachment1"].seek(0)
    assert Client().post(path, fields, headers={"Authorization": f"Basic {pair}"}).status_code == 200
    [report] = ProviderReport.objects.in_workspace(workspace)
    assert (report.fact, report.address, report.data["text"], report.data["subject"]) == (
        "received",
        "ada@b.example",
        "Hello",
        "Grüße",
    )


def test_meta_tries_the_address_by_get(workspace: Workspace) -> None:
    sender = listening(workspace, "whatsapp_cloud")
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "a-verify-token"}
    right: Any = Client().get(f"/hooks/providers/{sender.public_id}", asked)
    assert (right.status_code, right.content) == (200, b"1158201444")
    wrong: Any = Client().get(f"/hooks/providers/{sender.public_id}", {**asked, "hub.verify_token": "another"})
    assert (wrong.status_code, wrong.content) == (401, b"The proof is wrong.")
    other = listening(workspace, "resend")
    assert Client().get(f"/hooks/providers/{other.public_id}", asked).status_code == 401


def test_twilio_is_answered_in_its_own_form(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    response = delivered("twilio", "msg_1", sender).post(sender)
    assert (response["Content-Type"], response.content) == ("text/xml", b"<Response/>")


def test_secrets_are_checked_encrypted_and_told_to_nobody(workspace: Workspace) -> None:
    sender = listening(workspace, "sendgrid")
    stored = bytes(sender.hook_secrets)
    assert stored
    assert b"password" not in stored
    sender_hook_set(sender=sender, secrets={"secret": "another-password-of-mine"}, actor=Actor.system())
    kept_key = {
        "verification_key": VENDORS["sendgrid"].secrets["verification_key"],
        "secret": "another-password-of-mine",
    }
    stored = bytes(sender.hook_secrets)
    assert decrypt(stored) == kept_key
    refused: list[dict[str, str]] = [{"secret": "short"}, {"verification_key": "x"}, {"other": "x"}]
    for secrets in refused:
        with pytest.raises(InvalidInput):
            sender_hook_set(sender=sender, secrets=secrets, actor=Actor.system())
    sender.refresh_from_db()
    assert bytes(sender.hook_secrets) == stored
    assert Message.objects.in_workspace(workspace).count() == 0
