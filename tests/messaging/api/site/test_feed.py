"""The feed of websites: read and marked by whoever proves to be the contact, and by nobody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact, SiteKey
from contacts.services.erasure import contact_export, contacts_erase
from contacts.services.merging import contact_merge
from contacts.services.site_keys import site_key_create
from messaging.delivery import stage
from messaging.models import Message, OnsiteItem
from messaging.site.feed import onsite_sweep
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.messaging.providers.test_onsite import make_site, queue
from tests.messaging.site.tokens import signed
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

ORIGIN = "https://shop.example.com"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(transactional_db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def key(acme: Workspace) -> SiteKey:
    return site_key_create(workspace=acme, name="Shop", origins=[ORIGIN], actor=Actor.system())


@pytest.fixture
def ada(acme: Workspace) -> Contact:
    return make_contact(acme, external_id="ada", first_name="Ada")


def call(name: str, key: SiteKey, token: str, origin: str = ORIGIN, **body: Any) -> HttpResponse:
    text = json.dumps({"key": key.token, "token": token, **body})
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse(f"site_messages:{name}"), text, content_type="text/plain", headers={"origin": origin})


def sent(contact: Contact, number: int = 1, **content: Any) -> list[OnsiteItem]:
    workspace = contact.workspace
    made = [queue(workspace, [contact], make_site(workspace), **content)[0] for _ in range(number)]
    stage.run()
    keys = [message.pk for message in made]
    return list(OnsiteItem.objects.in_workspace(workspace).filter(message_id__in=keys).order_by("pk"))


def facts_of(item: OnsiteItem) -> tuple[bool, ...]:
    message, item = Message.objects.in_workspace(item.workspace_id).get(pk=item.message_id), refreshed(item)
    moments = (item.seen_at, item.read_at, item.dismissed_at, message.opened_at, message.dismissed_at)
    return tuple(moment is not None for moment in moments)


def refreshed(item: OnsiteItem) -> OnsiteItem:
    return OnsiteItem.objects.in_workspace(item.workspace_id).get(pk=item.pk)


def test_the_list_is_the_contacts_own_newest_first(key: SiteKey, ada: Contact) -> None:
    first, second = sent(ada, 2)
    sent(make_contact(key.workspace, external_id="bob"))
    answer = call("feed", key, signed(key, external_id="ada"))
    said = answer.json()
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], said["unread"]) == (200, ORIGIN, 2)
    assert [item["id"] for item in said["items"]] == [second.public_id, first.public_id]
    assert said["items"][0] == {
        "id": second.public_id,
        "placement": "banner",
        "title": "Hi Ada",
        "html": second.html,
        "url": second.url,
        "button": "",
        "createdAt": second.created_at.isoformat(),
        "expiresAt": second.expires_at.isoformat(),
        "seen": False,
        "read": False,
    }


def test_nobody_reads_a_feed_by_the_public_key(key: SiteKey, ada: Contact) -> None:
    sent(ada)
    theirs = site_key_create(workspace=make_workspace(), name="Theirs", origins=[ORIGIN], actor=Actor.system())
    for token in ("", "x", signed(theirs, external_id="ada"), signed(key, secret="x", external_id="ada")):
        assert call("feed", key, token).json() == {"error": "token_invalid"}
        assert call("feed_marks", key, token, read="all").status_code == 401
    assert call("feed", key, signed(key, external_id="ada"), origin="https://evil.example").status_code == 403
    assert call("feed", theirs, signed(theirs, external_id="ada")).json() == {"error": "unknown_contact"}


def test_what_the_page_has_is_not_sent_again_and_costs_one_query_on_the_feed(key: SiteKey, ada: Contact) -> None:
    [item] = sent(ada)
    token = signed(key, external_id="ada")
    have = call("feed", key, token).json()["version"]
    with CaptureQueriesContext(connection) as asked:
        answer = call("feed", key, token, have=have)
    assert (answer.status_code, answer.content) == (204, b"")
    assert sum("onsiteitem" in query["sql"] for query in asked) == 1
    assert len(asked) == 6
    call("feed_marks", key, token, read=[item.public_id])
    again = call("feed", key, token, have=have).json()
    assert (again["version"] != have, again["unread"], again["items"][0]["read"]) == (True, 0, True)


def test_seen_read_and_dismissed_are_noted_once_and_on_the_message(key: SiteKey, ada: Contact) -> None:
    seen, read, dismissed, left = sent(ada, 4)
    token = signed(key, external_id="ada")
    for _ in range(2):
        marks = {"seen": [seen.public_id], "read": [read.public_id], "dismissed": [dismissed.public_id]}
        assert call("feed_marks", key, token, **marks).status_code == 204
    assert facts_of(seen) == (True, False, False, True, False)
    assert facts_of(read) == (True, True, False, True, False)
    assert facts_of(dismissed) == (True, False, True, True, True)
    assert facts_of(left) == (False,) * 5
    noted = refreshed(seen).seen_at
    call("feed_marks", key, token, seen=[seen.public_id])
    assert refreshed(seen).seen_at == noted
    said = call("feed", key, token).json()
    assert [item["id"] for item in said["items"]] == [left.public_id, read.public_id, seen.public_id]


def test_all_that_is_there_is_read_at_once(key: SiteKey, ada: Contact) -> None:
    items = sent(ada, 2)
    [other] = sent(make_contact(key.workspace, external_id="bob"))
    [old] = sent(ada)
    OnsiteItem.objects.in_workspace(key.workspace).filter(pk=old.pk).update(expires_at=database_now())
    assert call("feed_marks", key, signed(key, external_id="ada"), read="all").status_code == 204
    assert [facts_of(item)[1] for item in (*items, other, old)] == [True, True, False, False]


def test_somebody_elses_messages_are_nobody_elses_to_mark(key: SiteKey, ada: Contact) -> None:
    [item] = sent(ada)
    make_contact(key.workspace, external_id="eve")
    token = signed(key, external_id="eve")
    for ids in ([item.public_id], ["osi_nothing"], ["msg_01k9zq3v7nfe5v8x2m4c6d8a0b"], []):
        assert call("feed_marks", key, token, read=ids, dismissed=ids).status_code == 204
    assert facts_of(item) == (False,) * 5


@pytest.mark.parametrize(
    "body",
    [{"read": "some"}, {"read": 7}, {"seen": [7]}, {"seen": ["x"] * 51}, {"clicked": []}, {"seen": {"a": 1}}],
)
def test_what_is_no_call_is_refused(key: SiteKey, ada: Contact, body: dict[str, Any]) -> None:
    assert call("feed_marks", key, signed(key, external_id="ada"), **body).status_code == 400


def test_what_has_expired_is_gone_and_later_removed(key: SiteKey, ada: Contact) -> None:
    old, new = sent(ada, 2)
    now = database_now()
    OnsiteItem.objects.in_workspace(key.workspace).filter(pk=old.pk).update(expires_at=now)
    items = call("feed", key, signed(key, external_id="ada")).json()["items"]
    assert [item["id"] for item in items] == [new.public_id]
    assert onsite_sweep(now=now + timedelta(days=90)) == 0
    assert onsite_sweep(now=now + timedelta(days=90, seconds=1)) == 1
    assert list(OnsiteItem.objects.in_workspace(key.workspace).values_list("pk", flat=True)) == [new.pk]


def test_a_visitor_who_asks_too_often_waits_alone(key: SiteKey, ada: Contact, settings: Any) -> None:
    settings.SITE_CALLS_PER_VISITOR, settings.SITE_CALLS_PER_MINUTE = 1, 1
    make_contact(key.workspace, external_id="bob")
    answers = [call("feed", key, signed(key, external_id=who)) for who in ("ada", "ada", "bob")]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert answers[1]["Access-Control-Allow-Origin"] == ORIGIN
    assert 1 <= int(answers[1]["Retry-After"]) <= 60


def test_the_feed_follows_a_merge_and_ends_with_an_erasure(key: SiteKey, ada: Contact) -> None:
    [item] = sent(ada)
    bob = make_contact(key.workspace, external_id="bob")
    contact_merge(source=ada, target=bob, actor=Actor.system())
    assert refreshed(item).contact_id == bob.pk
    assert [row["title"] for row in contact_export(contact=bob)["messages_in_websites"]] == ["Hi Ada"]
    contacts_erase(workspace=key.workspace, contact_ids=[bob.pk], actor=Actor.system())
    assert not OnsiteItem.objects.in_workspace(key.workspace).exists()
