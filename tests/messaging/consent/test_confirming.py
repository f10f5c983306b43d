"""Double opt-in: asked once, sent once, granted by the button alone; who is not asked, and links that don't work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from contacts.models import Consent, ConsentRecord, Contact
from contacts.services import ConsentChange, consent_set_many
from contacts.services.consent import evidence_hash
from messaging.consent.confirming import Asked, Request, confirm_url, confirmations_request
from messaging.delivery import stage
from messaging.models import ConsentConfirmation, Message, Sender
from messaging.services import consent_settings_set
from tests.factories.contacts import make_contact, make_topic
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
MJML = """<mjml><mj-body><mj-section><mj-column><mj-text>
<a href="{{ trigger.confirm_url }}">{{ trigger.topic }}</a></mj-text></mj-column></mj-section></mj-body></mjml>"""


@pytest.fixture
def asking(world: World) -> World:
    """A workspace with a confirmation mail, from its default sender."""
    template, _ = make_published(
        world.workspace, message_type="transactional", content=email_content(subject="Please confirm", mjml=MJML)
    )
    consent_settings_set(workspace=world.workspace, confirmation_template=template, actor=Actor.system())
    Sender.objects.in_workspace(world.workspace).update(is_default=True)
    return world


def ask(world: World, *contacts: Contact, topic_id: Any = None, **options: Any) -> list[Asked]:
    requests = [Request(contact.pk, topic_id=topic_id) for contact in contacts]
    return confirmations_request(workspace=world.workspace, requests=requests, source="form", **options)


def state(contact: Contact) -> str | None:
    rows = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return rows.values_list("state", flat=True).first()


def link_to(contact: Contact) -> str:
    row = ConsentConfirmation.objects.in_workspace(contact.workspace_id).filter(contact=contact).latest("pk")
    return urlsplit(confirm_url(row.pk)).path


def test_a_request_is_a_mail_and_pressing_the_button_behind_its_link_a_yes(asking: World, server: Server) -> None:
    contact, topic = make_contact(asking.workspace), make_topic(asking.workspace, name="Product news")
    assert ask(asking, contact, topic_id=topic.pk, text="Yes, <write> to me") == [Asked.SENT]
    assert state(contact) == "pending"
    stage.run()
    [mail] = server.mails
    path = link_to(contact)
    body = message_from_bytes(mail.content, policy=default).get_body(("html",))
    assert body is not None
    assert path in body.get_content()
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": "Browser/1"})
    shown = client.get(path)
    assert (shown.status_code, state(contact)) == (200, "pending")
    assert "Product news" in shown.content.decode()
    assert "Yes, &lt;write&gt; to me" in shown.content.decode()
    for _ in range(2):
        answer = client.post(path)
        assert (answer.status_code, state(contact)) == (200, "granted")
        assert "Thank you" in answer.content.decode()
    assert "Thank you" in client.get(path).content.decode()
    line = ConsentRecord.objects.in_workspace(asking.workspace).get(state="granted")
    row = ConsentConfirmation.objects.in_workspace(asking.workspace).get()
    assert (line.source, line.text, line.basis) == (f"confirmation:{row.public_id}", "Yes, <write> to me", "consent")
    assert (line.ip_hash, line.agent_hash) == (evidence_hash("127.0.0.1"), evidence_hash("Browser/1"))


def test_who_was_asked_a_moment_ago_or_has_agreed_gets_nothing(asking: World) -> None:
    one, two, nobody = make_contact(asking.workspace), make_contact(asking.workspace), make_contact(make_workspace())
    mute = make_contact(asking.workspace, email=None, phone="+436641234567")
    now = database_now()
    said = ConsentChange(two.pk, "email", "marketing", "granted")
    consent_set_many(workspace_id=asking.workspace.pk, changes=[said], source="test", now=now)
    answers = [Asked.SENT, Asked.WAITING, Asked.GRANTED, Asked.UNKNOWN, Asked.UNREACHABLE]
    assert ask(asking, one, one, two, nobody, mute, now=now) == answers
    assert ask(asking, one, now=now + timedelta(minutes=14)) == [Asked.WAITING]
    assert ask(asking, one, now=now + timedelta(minutes=16)) == [Asked.SENT]
    assert Message.objects.in_workspace(asking.workspace).count() == 2


def test_a_refusal_stays_one_until_it_is_confirmed(asking: World) -> None:
    contact = make_contact(asking.workspace)
    said = ConsentChange(contact.pk, "email", "marketing", "denied")
    consent_set_many(workspace_id=asking.workspace.pk, changes=[said], source="test", now=database_now())
    assert ask(asking, contact) == [Asked.SENT]
    assert state(contact) == "denied"
    Client().post(link_to(contact))
    assert state(contact) == "granted"


def test_an_old_link_says_so_and_grants_nothing(asking: World) -> None:
    contact = make_contact(asking.workspace)
    ask(asking, contact, now=database_now() - timedelta(hours=73))
    for call in (Client().get, Client().post):
        answer = call(link_to(contact))
        assert (answer.status_code, "too old" in answer.content.decode()) == (410, True)
    assert state(contact) == "pending"


def test_a_forged_link_tells_nothing(asking: World) -> None:
    contact = make_contact(asking.workspace)
    ask(asking, contact)
    path = link_to(contact)
    forged = path[:-4] + ("AAAA" if path[-4:] != "AAAA" else "BBBB")
    for wrong in (forged, "/k/x", f"/u/{path.removeprefix('/k/')}", path.replace("/k/", "/p/")):
        for call in (Client().get, Client().post):
            answer = call(wrong)
            assert (answer.status_code, "does not work" in answer.content.decode()) == (404, True)
    assert state(contact) == "pending"


def test_nothing_is_asked_without_a_confirmation_mail(world: World) -> None:
    contact = make_contact(world.workspace)
    with pytest.raises(Conflict):
        ask(world, contact)
    assert (state(contact), Message.objects.in_workspace(world.workspace).count()) == (None, 0)


def test_two_at_once_ask_once(asking: World) -> None:
    contact = make_contact(asking.workspace)

    def one(_: int) -> list[Asked]:
        try:
            return ask(asking, contact)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(str(answer) for found in pool.map(one, range(2)) for answer in found)
    assert answers == ["sent", "waiting"]
    assert Message.objects.in_workspace(asking.workspace).count() == 1


def test_statements_do_not_grow_with_the_contacts(asking: World, django_assert_max_num_queries: Any) -> None:
    ask(asking, make_contact(asking.workspace))
    contacts = asking.contacts(50)
    with django_assert_max_num_queries(16):
        ask(asking, *contacts)
    assert Message.objects.in_workspace(asking.workspace).count() == 51
