"""The mailbox page: the workspace's own mails, and HTML that can do nothing."""

from typing import Any

import pytest
from django.test import Client

from frontend.csp import HEADER, MAIL_FRAME
from messaging.models import MailboxMail
from tests.factories.contacts import make_contact
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
RAW = b"""From: Fieldnotes <hello@fieldnotes.example>
To: ada@example.com
Subject: Hello
List-Unsubscribe: <https://mails.example/u/1>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p onclick="alert(1)">Hi<script>alert(2)</script></p>
"""


def _mail(recipient: str, subject: str = "Hello") -> MailboxMail:
    return MailboxMail.objects.create(mail_from="hello@fieldnotes.example", rcpt_to=recipient, subject=subject, raw=RAW)


@pytest.fixture
def mail(workspace: Workspace) -> MailboxMail:
    make_contact(workspace, email="ada@example.com")
    return _mail("Ada@example.com")


def test_only_mails_to_own_contacts_newest_first(mail: MailboxMail, editor: Client) -> None:
    foreign = _mail("stranger@example.com")
    second = _mail("ada@example.com", "A second one")
    page = editor.get("/w/acme/mailbox/").context["page"]
    assert [row.pk for row in page.rows] == [second.pk, mail.pk]
    assert [row.pk for row in editor.get("/w/acme/mailbox/", {"search": "second"}).context["page"].rows] == [second.pk]
    for rest in ("", "html/"):
        assert editor.get(f"/w/acme/mailbox/{foreign.pk}/{rest}").status_code == 404


def test_a_mail_stands_in_a_frame_that_runs_nothing(mail: MailboxMail, editor: Client) -> None:
    page = editor.get(f"/w/acme/mailbox/{mail.pk}/")
    text = page.content.decode()
    assert "alert(" not in text
    assert 'href="https://mails.example/u/1"' in text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in text
    frame = editor.get(page.context["frame_url"])
    assert (frame[HEADER], frame["X-Frame-Options"]) == (MAIL_FRAME, "SAMEORIGIN")
    assert "script-src" not in MAIL_FRAME
    assert "default-src 'none'" in MAIL_FRAME


def test_an_installation_without_a_mailbox_shows_none(mail: MailboxMail, editor: Client, settings: Any) -> None:
    settings.MAILBOX_ENABLED = False
    for rest in ("", f"{mail.pk}/", f"{mail.pk}/html/"):
        assert editor.get(f"/w/acme/mailbox/{rest}").status_code == 404
    assert "Mailbox" not in editor.get("/w/acme/campaigns/").content.decode()
