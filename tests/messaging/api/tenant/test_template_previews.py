"""Previews for a contact and test sends, over the tenant API and the Workspace API."""

import pytest

from messaging.api.template_words import MOST
from messaging.models import Message
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_api_key, make_workspace
from tests.messaging.smtp_server import Server, at, smtp_server
from tests.workspaces.api.workspace.client import key_of, member_of
from workspaces.models import AuditEntry, Role, User, Workspace


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme) -> Caller:
    return Caller(make_api_key(acme)[1])


def test_a_contact_sees_their_own(api, acme):
    make_contact(acme, email="bo@example.com", first_name="Bo")
    template = make_template(acme)
    data = api.post(f"/templates/{template.public_id}/preview", {"contact": "bo@example.com"}).json()["data"]
    assert data["rendered"]["subject"] == "Hello Bo"
    assert set(data["rendered"]) == {"subject", "html", "text"}
    assert data["missing"] == []
    assert [finding["code"] for finding in data["findings"]] == ["link_placeholder", "unsubscribe_added"]
    assert Message.objects.across_workspaces().count() == 0


def test_content_that_is_not_saved_and_a_version(api, acme):
    template, _ = make_published(acme)
    path = f"/templates/{template.public_id}/preview"
    shown = api.post(path, {"content": {"subject": "New", "blocks": [{"type": "button"}]}}).json()["data"]
    assert shown["rendered"]["subject"] == "New"
    assert [finding["field"] for finding in shown["findings"] if finding["severity"] == "error"] == [
        "content.blocks[0].text",
        "content.blocks[0].url",
    ]
    assert api.post(path, {"version": 1}).json()["data"]["rendered"]["subject"] == "Hello Ada"
    assert api.post(path, {"version": 2}).status_code == 404
    refused = api.post(path, {"content": {"subject": "{% if x %}", "html": "<p>x</p>"}})
    assert [detail["field"] for detail in error_of(refused)["details"]] == ["content.subject"]


def test_nobody_elses_contact(api, acme):
    theirs = make_contact(make_workspace(), email="theirs@example.com")
    template = make_template(acme)
    for reference in ("theirs@example.com", theirs.public_id, "nonsense"):
        answer = api.post(f"/templates/{template.public_id}/preview", {"contact": reference})
        assert answer.status_code == 400
        assert error_of(answer)["details"] == [{"field": "contact", "message": "there is no such contact"}]


def test_a_test_mail_goes_to_oneself_marked(acme, server: Server):
    make_sender(acme, port=server.port)
    template = make_template(acme)
    editor = member_of(acme, Role.EDITOR)
    own = User.objects.get(memberships__workspace=acme).email
    answer = editor.post(f"/templates/{template.public_id}/testSend", {"content": email_content(subject="Try")})
    assert (answer.status_code, answer.json()) == (200, {"to": own})
    (mail,) = server.mails
    content = mail.content.decode()
    assert mail.recipient == own
    assert "Subject: [Test] Try" in content
    assert "List-Unsubscribe" not in content
    entry = AuditEntry.objects.in_workspace(acme).get(action="template.test_sent")
    assert entry.data["to"] == own
    assert Message.objects.across_workspaces().count() == 0


def test_not_to_strangers_nor_without_a_sender_nor_too_often(api, acme, server: Server):
    template = make_template(acme)
    path = f"/templates/{template.public_id}/test-send"
    assert api.post(path, {}).status_code == 400  # a key has no address
    stranger = api.post(path, {"to": "stranger@example.com"})
    assert error_of(stranger)["details"][0]["field"] == "to"
    member_of(acme, Role.EDITOR)
    own = User.objects.get(memberships__workspace=acme).email
    without = api.post(path, {"to": own})
    assert (without.status_code, error_of(without)["message"]) == (
        409,
        "There is no active sender to send a test mail from.",
    )
    make_sender(acme, port=server.port)
    answers = [api.post(path, {"to": own}).status_code for _ in range(MOST - 2)]
    assert answers[:-1] == [200] * (MOST - 3)
    assert answers[-1] == 429
    assert len(server.mails) == MOST - 3


def test_what_the_provider_refused_is_told(acme):
    with smtp_server(at("RCPT", "550 no such user")) as server:
        make_sender(acme, port=server.port)
        template = make_template(acme)
        member_of(acme, Role.EDITOR)
        own = User.objects.get(memberships__workspace=acme).email
        answer = key_of(acme).post(f"/templates/{template.public_id}/testSend", {"to": own})
    assert answer.status_code == 409
    assert "did not take the test mail" in answer.json()["message"]
    assert not AuditEntry.objects.in_workspace(acme).filter(action="template.test_sent").exists()


def test_a_sender_that_cannot_be_reached(acme):
    make_sender(acme, port=1)
    member_of(acme, Role.EDITOR)
    own = User.objects.get(memberships__workspace=acme).email
    answer = key_of(acme).post(f"/templates/{make_template(acme).public_id}/testSend", {"to": own})
    assert answer.status_code == 409
    assert "can’t be reached" in answer.json()["message"]


def test_headers_can_not_be_injected_by_a_contact(acme, server: Server):
    make_sender(acme, port=server.port)
    make_contact(acme, email="bo@example.com", first_name="Bo\r\nBcc: all@example.com")
    member_of(acme, Role.EDITOR)
    own = User.objects.get(memberships__workspace=acme).email
    answer = key_of(acme).post(
        f"/templates/{make_template(acme).public_id}/testSend", {"to": own, "contact": "bo@example.com"}
    )
    assert answer.status_code == 200, answer.content
    header, _, _ = server.mails[0].content.replace(b"\r\n", b"\n").partition(b"\n\n")
    assert b"Subject: [Test] Hello Bo Bcc: all@example.com\n" in header
    assert not any(line.startswith(b"Bcc:") for line in header.splitlines())
