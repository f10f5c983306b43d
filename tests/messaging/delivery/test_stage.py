"""The whole stage against a real SMTP server: what arrives, and what the rows say afterwards."""

import email
import email.policy

import pytest

from messaging.delivery import stage
from messaging.models import Message
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent, make_messages, make_sender, make_stream, messages_of, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.smtp_server import smtp_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("extensions", [{}, {"pipelining": True}, {"chunking": True}])
def test_due_messages_arrive_and_are_accepted(extensions: dict[str, bool]) -> None:
    workspace = make_workspace()
    _, version = make_published(workspace)
    contacts = make_contacts(workspace, 120, first_name="Zoë", last_name="O'Neil")
    grant_consent(contacts)
    with smtp_server(**extensions) as server:
        stream = make_stream(workspace)
        make_messages(stream, contacts, version, make_sender(workspace, port=server.port))
        progress = stage.run()
    assert progress == stage.Progress(claimed=120, accepted=120)
    messages = messages_of(stream)
    assert {message.state for message in messages} == {"accepted"}
    assert sorted(mail.recipient for mail in server.mails) == sorted(contact.email for contact in contacts)
    by_recipient = {mail.recipient: mail for mail in server.mails}
    message: Message = messages[0]
    mail = email.message_from_bytes(by_recipient[message.address].content, policy=email.policy.default)
    assert mail["Subject"] == "Hello Zoë"
    assert mail["Message-ID"] == f"<{message.public_id}@campanile.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Hello Zoë" in mail.get_body(("html",)).get_content()
    assert message.provider_message_id.startswith("queued as")
    assert message.settled_at is not None
    assert message.dispatched_at is not None
    assert message.dispatched_at <= message.settled_at
    assert states_of(messages)[0] == ("accepted", "")
    assert server.connections == 4
