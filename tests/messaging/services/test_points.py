"""Chats and devices of contacts: noted once, taken over, ended, erased, moved and told; over the tenant API, too."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.services.erasure import contact_export, contacts_erase
from contacts.services.merging import contact_merge
from messaging.delivery.batch import Candidate
from messaging.delivery.points import points_for, points_gone
from messaging.models import ContactPoint, Sender
from messaging.services import point_add, point_end
from messaging.services.points import MOST_LIVE
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def bot(acme: Workspace) -> Sender:
    return make_bot(acme)


def make_bot(workspace: Workspace) -> Sender:
    values: dict[str, Any] = {"channel": "telegram", "provider": "telegram_bot", "from_address": "@example_bot"}
    return make_sender(workspace, config={}, credentials={"token": "0123456789"}, **values)


def live(contact: Contact) -> list[str]:
    rows = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact, ended_at=None)
    return list(rows.order_by("-seen_at", "-pk").values_list("address", flat=True))


def test_a_chat_is_noted_once_and_lives_again(acme: Workspace, bot: Sender) -> None:
    ada = make_contact(acme)
    first = point_add(contact=ada, sender=bot, address=" 4711 ")
    point_end(point=first)
    point_end(point=first)
    assert live(ada) == []
    again = point_add(contact=ada, sender=bot, address="4711")
    assert (again.pk, again.created_at) == (first.pk, first.created_at)
    assert live(ada) == ["4711"]


def test_a_chat_belongs_to_one_contact_at_a_time(acme: Workspace, bot: Sender) -> None:
    ada, bob = make_contacts(acme, 2)
    point_add(contact=ada, sender=bot, address="1")
    point_add(contact=bob, sender=bot, address="1")
    assert (live(ada), live(bob)) == ([], ["1"])


def test_those_that_were_seen_longest_ago_make_room(acme: Workspace, bot: Sender) -> None:
    ada = make_contact(acme)
    for number in range(MOST_LIVE + 2):
        point_add(contact=ada, sender=bot, address=str(number))
    assert live(ada) == [str(number) for number in range(MOST_LIVE + 1, 1, -1)]


@pytest.mark.parametrize(("address", "keys"), [("@ada", {}), ("", {}), ("1", {"a": 1})])
def test_what_is_no_chat_is_refused(acme: Workspace, bot: Sender, address: str, keys: dict[str, int]) -> None:
    with pytest.raises(InvalidInput) as caught:
        point_add(contact=make_contact(acme), sender=bot, address=address, data=keys)
    assert caught.value.details[0].field == "address"
    assert not ContactPoint.unscoped_objects.exists()


def test_mail_needs_no_such_addresses(acme: Workspace) -> None:
    with pytest.raises(InvalidInput):
        point_add(contact=make_contact(acme), sender=make_sender(acme), address="1")


def candidate(contact: Contact, sender: Sender, channel: str) -> Candidate:
    made = database_now()
    return Candidate(
        1, contact.workspace_id, uuid7(), contact.pk, channel, "marketing", uuid7(), sender.pk, None, 0, 0, made
    )


def test_a_batch_asks_once_and_only_where_a_channel_has_chats(acme: Workspace, bot: Sender) -> None:
    contacts = make_contacts(acme, 3)
    for number, contact in enumerate(contacts):
        point_add(contact=contact, sender=bot, address=str(number))
    rows = [candidate(contact, bot, "telegram") for contact in contacts]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = points_for(rows)
    assert [[point.address for point in found[contact.pk, bot.pk]] for contact in contacts] == [["0"], ["1"], ["2"]]
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert points_for([candidate(contacts[0], make_sender(acme), "email")]) == {}
    assert [query for query in asked if "contactpoint" in query["sql"]] == []


def test_what_a_provider_says_is_gone_ends_there_only(acme: Workspace, bot: Sender) -> None:
    ada, bob = make_contacts(acme, 2)
    point_add(contact=ada, sender=bot, address="1")
    point_add(contact=bob, sender=bot, address="2")
    point_add(contact=bob, sender=make_bot(acme), address="1")
    assert points_gone(workspace_id=acme.pk, sender_id=bot.pk, addresses=["1"]) == 1
    assert (live(ada), sorted(live(bob))) == ([], ["1", "2"])


def test_the_api_notes_lists_and_ends_them(acme: Workspace, bot: Sender) -> None:
    api, ada = Caller(make_api_key(acme)[1]), make_contact(acme)
    path = f"/contacts/{ada.public_id}/addresses"
    made = api.post(path, {"sender": bot.public_id, "address": "4711"})
    assert made.status_code == 201
    data = made.json()["data"]
    assert (data["channel"], data["sender"], data["address"], data["ended_at"]) == (
        "telegram",
        bot.public_id,
        "4711",
        None,
    )
    assert api.get(path).json()["data"] == [data]
    ended = api.delete(f"{path}/{data['id']}").json()["data"]
    assert ended["ended_at"] is not None
    assert api.delete(f"{path}/{data['id']}").json()["data"] == ended
    assert live(ada) == []


def test_the_api_knows_no_other_workspaces(acme: Workspace, bot: Sender) -> None:
    api, ada, bob = Caller(make_api_key(acme)[1]), make_contact(acme), make_contact(acme)
    path = f"/contacts/{ada.public_id}/addresses"
    theirs = make_bot(make_workspace())
    refused = api.post(path, {"sender": theirs.public_id, "address": "1"})
    assert refused.status_code == 400
    assert error_of(refused)["details"] == [{"field": "sender", "message": "there is no such sender"}]
    point = point_add(contact=bob, sender=bot, address="1")
    assert api.delete(f"{path}/{point.public_id}").status_code == 404
    assert live(bob) == ["1"]


def test_erasure_merge_and_export_know_them(acme: Workspace, bot: Sender) -> None:
    ada, bob, eve = make_contacts(acme, 3)
    for number, contact in enumerate((ada, bob, eve)):
        point_add(contact=contact, sender=bot, address=str(number))
    told = contact_export(contact=ada)
    assert [row["address"] for row in told["chats_and_devices"]] == ["0"]
    contact_merge(source=ada, target=bob, actor=Actor.system())
    assert sorted(live(bob)) == ["0", "1"]
    contacts_erase(workspace=acme, contact_ids=[bob.pk], actor=Actor.system())
    rows = ContactPoint.objects.in_workspace(acme).values_list("address", flat=True)
    assert list(rows) == ["2"]
