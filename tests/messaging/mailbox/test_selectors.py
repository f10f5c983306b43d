"""What the mailbox page reads."""

import pytest

from messaging.mailbox.selectors import mail_get, mail_list, mail_read
from messaging.mailbox.store import Arrival, store
from messaging.models import MailboxMail
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.messaging.mime.test_skeleton import built
from workspaces.errors import NotFound

pytestmark = pytest.mark.django_db(transaction=True)


def arrive(recipient: str, raw: bytes = b"Subject: Hello\r\n\r\nBody\r\n") -> MailboxMail:
    store([Arrival("from@a.example", (recipient,), raw)])
    return MailboxMail.objects.latest("pk")


def test_a_workspace_sees_the_mails_to_its_contacts_newest_first() -> None:
    ours, theirs = make_workspace(), make_workspace()
    make_contact(ours, email="Ann@b.example")
    make_contact(theirs, email="bob@b.example")
    first, _, last = arrive("ann@b.example"), arrive("bob@b.example"), arrive("ANN@B.example")
    assert [mail.pk for mail in mail_list(workspace=ours)] == [last.pk, first.pk]
    assert mail_get(workspace=ours, mail_id=first.pk).pk == first.pk
    with pytest.raises(NotFound):
        mail_get(workspace=theirs, mail_id=first.pk)


@pytest.mark.parametrize("search", ["ANN@", "  hell ", "from@a"])
def test_search_looks_into_recipient_subject_and_sender(search: str) -> None:
    workspace = make_workspace()
    make_contact(workspace, email="ann@b.example")
    arrive("ann@b.example")
    assert mail_list(workspace=workspace, search=search).count() == 1
    assert mail_list(workspace=workspace, search="nobody").count() == 0


def test_a_mail_is_taken_apart() -> None:
    raw = built(subject="Grüße", html="<p>Zoë</p>", text="Zoë", unsubscribe_url="https://c.example/u/x")
    parsed = mail_read(arrive("zoe@b.example", raw))
    assert (parsed.subject, parsed.html.strip(), parsed.text.strip()) == ("Grüße", "<p>Zoë</p>", "Zoë")
    assert parsed.sender == "Campanile <hello@a.example>"
    assert parsed.recipient == "Zoë <zoe@b.example>"
    assert parsed.unsubscribe_url == "https://c.example/u/x"
    assert ("Message-ID", "<msg_1@a.example>") in parsed.headers


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\x00",
        b"Content-Type: text/html; charset=none-such\r\n\r\nhi",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x",
        b"List-Unsubscribe: javascript:alert(1)\r\n\r\n",
    ],
)
def test_broken_mails_are_shown_as_far_as_they_go(raw: bytes) -> None:
    parsed = mail_read(arrive("zoe@b.example", raw))
    assert parsed.unsubscribe_url == ""
    assert parsed.size == len(raw)
