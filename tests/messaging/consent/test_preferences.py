"""The preference page: the present state, what saving writes, saying no to everything, and links that don't work."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from contacts.models import Consent, ConsentRecord, Contact, Topic
from contacts.services import ConsentChange, consent_set_many
from messaging.consent.links import make_token, preferences_url
from messaging.services import consent_settings_set
from tests.factories.contacts import make_contact, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Contact:
    return make_contact(make_workspace(name="Acme"), email="ada@example.com")


@pytest.fixture
def client() -> Client:
    """No cookie, no token of ours: as from a mail."""
    return Client(enforce_csrf_checks=True)


def path_of(contact: Contact) -> str:
    return urlsplit(preferences_url(contact.pk, database_now())).path


def say(contact: Contact, state: str, topic: Topic | None = None) -> None:
    change = ConsentChange(contact.pk, "email", "marketing", state, topic.pk if topic else None)
    consent_set_many(
        workspace_id=contact.workspace_id, changes=[change], source="test", now=database_now(), by_contact=True
    )


def states(contact: Contact) -> dict[str, str]:
    rows = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return {key or "all": state for key, state in rows.values_list("topic__key", "state")}


def ticked(client: Client, contact: Contact) -> list[str]:
    boxes = client.get(path_of(contact)).content.decode().split('name="box" value="')[1:]
    return [box.split('"')[0] for box in boxes if box.split(">")[0].endswith("checked")]


@pytest.mark.parametrize(
    ("general", "on_topic", "shown"),
    [
        (None, None, []),
        ("granted", None, ["email", "email.news"]),
        ("granted", "denied", ["email"]),
        ("denied", None, []),
        ("denied", "granted", ["email.news"]),
        (None, "granted", ["email", "email.news"]),
        ("pending", None, []),
    ],
)
def test_it_shows_what_would_be_sent(
    client: Client, ada: Contact, general: str | None, on_topic: str | None, shown: list[str]
) -> None:
    topic = make_topic(ada.workspace, key="news")
    make_topic(ada.workspace, name="Inner circle", public=False)
    if on_topic:
        say(ada, on_topic, topic)
    if general:
        say(ada, general)
    before = states(ada)
    assert ticked(client, ada) == shown
    assert "Inner circle" not in client.get(path_of(ada)).content.decode()
    assert states(ada) == before
    assert client.post(path_of(ada), {"action": "save", "box": shown}).status_code == 200
    assert states(ada) == before


def test_saving_writes_what_differs_and_answers_with_the_page(client: Client, ada: Contact) -> None:
    for key in ("news", "offers"):
        make_topic(ada.workspace, key=key)
    say(ada, "granted")
    answer = client.post(path_of(ada), {"action": "save", "box": ["email", "email.news", "email.unknown", "sms"]})
    assert (answer.status_code, "Saved." in answer.content.decode()) == (200, True)
    assert states(ada) == {"all": "granted", "offers": "denied"}
    line = ConsentRecord.objects.in_workspace(ada.workspace).select_related("topic").latest("pk")
    assert (line.source, line.text, line.topic.key) == ("preference page", "Preference page of Acme", "offers")
    client.post(path_of(ada), {"action": "save", "box": ["email.news", "email.offers"]})
    assert states(ada) == {"all": "denied", "offers": "granted"}
    client.post(path_of(ada), {"action": "save", "box": ["email", "email.news", "email.offers"]})
    assert (states(ada)["all"], ticked(client, ada)) == ("granted", ["email", "email.news", "email.offers"])


def test_unsubscribing_from_everything(client: Client, ada: Contact) -> None:
    topic = make_topic(ada.workspace, key="news")
    say(ada, "granted")
    say(ada, "granted", topic)
    answer = client.post(path_of(ada), {"action": "none", "box": ["email"]})
    assert (answer.status_code, "no more marketing" in answer.content.decode()) == (200, True)
    assert states(ada) == {"all": "denied", "news": "granted"}


def test_it_speaks_in_the_workspaces_name(client: Client, ada: Contact) -> None:
    consent_settings_set(
        workspace=ada.workspace,
        confirmation_template=None,
        brand_name="Fieldnotes <b>",
        intro="Choose what you like.",
        actor=Actor.system(),
    )
    answer = client.get(path_of(ada))
    assert "What Fieldnotes &lt;b&gt; sends you" in answer.content.decode()
    assert "Choose what you like." in answer.content.decode()
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_links_that_are_forged_of_nobody_or_too_old(client: Client, ada: Contact) -> None:
    token, gone = make_token(ada.pk, database_now()), make_contact(ada.workspace)
    nobody = make_token(gone.pk, database_now())
    gone.delete()
    invalid = [client.post(f"/p/{wrong}") for wrong in (token[:-4] + "AAAA", "x", "ä" * 48, "=" * 48, nobody)]
    assert [answer.status_code for answer in invalid] == [404] * 5
    assert len({answer.content for answer in invalid}) == 1
    old = client.post(f"/p/{make_token(ada.pk, database_now() - timedelta(days=367))}", {"action": "none"})
    assert (old.status_code, "too old" in old.content.decode()) == (410, True)
    assert states(ada) == {}
