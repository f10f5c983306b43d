"""Where click links lead is stored: once for what the author wrote, and with the contact for what holds its values."""

import quopri
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.services import contact_merge, contacts_erase
from messaging.delivery import stage
from messaging.delivery.batch import Candidate
from messaging.delivery.claim import claim
from messaging.delivery.states import exchange
from messaging.models import LinkTarget, Message
from messaging.services import suppression_add_many
from messaging.tracking.targets import Targets
from tests.concurrent import beside, held_open, until_waiting
from tests.factories.templates_app import email_content, make_published
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = "https://shop.example/sale?a=1&b=2"
HTML = (
    '<p><a href="https://shop.example/sale?a=1&amp;b=2">Sale</a>'
    '<a href="https://shop.example/me?to={{ contact.email | url_encode }}">Mine</a></p>'
)
_LINK = re.compile(r'href="http[^"]*(/c/[\w-]{48})"')


@pytest.fixture
def linked(world: World) -> World:
    """Its template has a link for everybody, and one with a value of the contact's."""
    world.template, world.version = make_published(world.workspace, content=email_content(mjml=None, html=HTML))
    return world


def visitor() -> Client:
    return Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"})


def targets_of(world: World) -> list[tuple[object, str]]:
    return list(LinkTarget.objects.in_workspace(world.workspace).order_by("url").values_list("contact_id", "url"))


def own_url(contact: Contact) -> str:
    return f"https://shop.example/me?to={(contact.email or '').replace('@', '%40')}"


def leased() -> list[Candidate]:
    claimed = claim(database_now(), 100)
    assert claimed is not None
    return claimed.batch.rows


def send_off(targets: Targets, rows: list[Candidate]) -> None:
    """As a worker does right before it hands these messages over."""
    targets.store()
    assert len(exchange([], rows, None, targets=targets.own_of(rows)).dispatched) == len(rows)


def test_mails_carry_tokens_and_what_they_mean_is_stored_before_they_go(linked: World, server: Server) -> None:
    contacts = [message.contact for message in linked.queue(3)]
    assert stage.run().accepted == 3
    own = sorted([(contact.pk, own_url(contact)) for contact in contacts], key=lambda row: row[1])
    assert targets_of(linked) == [*own, (None, SHARED)]
    body = quopri.decodestring(server.mails[0].content).decode()
    assert "shop.example" not in body.partition("text/html")[2]
    followed = [visitor().get(path)["Location"] for path in _LINK.findall(body)]
    assert len(followed) == 2
    assert followed[0] == SHARED
    assert followed[1] in {url for _, url in own}


def test_a_shared_address_costs_one_statement_in_a_process_and_own_ones_go_with_their_chunk(linked: World) -> None:
    linked.queue(20)
    rows = leased()
    statements = []
    for url in (SHARED, SHARED, "https://shop.example/me?to=x"):
        targets = Targets()
        for row in rows:
            targets.link(row, url)
        with CaptureQueriesContext(connection) as queries:
            targets.store()
            targets.store()
        statements.append(len(queries))
    assert statements == [1, 0, 0]
    with CaptureQueriesContext(connection) as queries:
        send_off(targets, rows[:15])
    assert len(queries) == 1
    # What is rendered ahead waits for its own chunk.
    assert LinkTarget.objects.in_workspace(linked.workspace).count() == 1 + 15
    send_off(targets, rows[15:])
    assert LinkTarget.objects.in_workspace(linked.workspace).count() == 1 + 20


def test_of_a_message_that_does_not_go_out_after_all_no_address_is_stored(linked: World) -> None:
    linked.queue(2)
    kept, stopped = leased()
    suppression_add_many(
        workspace=linked.workspace, channel="email", addresses=[stopped.address], reason="manual", actor=Actor.system()
    )
    targets = Targets()
    for row in (kept, stopped):
        targets.link(row, "https://own.example/")
    assert exchange([], [kept, stopped], None, targets=targets.own_of([kept, stopped])).dispatched == {kept.id}
    assert targets_of(linked) == [(kept.contact_id, "https://own.example/")]


def test_own_addresses_of_two_contacts_are_apart(linked: World) -> None:
    linked.queue(2)
    rows = leased()
    targets = Targets()
    links = {targets.link(row, url) for row in rows for url in ("https://own.example/", SHARED)}
    assert len(links) == 4
    send_off(targets, rows)
    assert [url for _, url in targets_of(linked)] == ["https://own.example/", "https://own.example/", SHARED]


def test_an_erased_contact_takes_its_addresses_along(linked: World) -> None:
    [message] = linked.queue(1)
    contact = message.contact
    targets = Targets()
    rows = leased()
    own, shared = (targets.link(rows[0], url) for url in (own_url(contact), SHARED))
    send_off(targets, rows)
    contacts_erase(workspace=linked.workspace, contact_ids=[contact.pk], actor=Actor.system())
    assert targets_of(linked) == [(None, SHARED)]
    assert visitor().get(own[own.index("/c/") :]).status_code == 404
    response = visitor().get(shared[shared.index("/c/") :])
    assert (response.status_code, response["Location"]) == (302, SHARED)


def test_nothing_is_stored_for_a_contact_who_is_being_erased(linked: World) -> None:
    [message] = linked.queue(1)
    rows = leased()
    targets = Targets()
    targets.link(rows[0], own_url(message.contact))

    def mark() -> frozenset[int]:
        return exchange([], rows, None, targets=targets.own_of(rows)).dispatched

    def erase() -> int:
        return contacts_erase(workspace=linked.workspace, contact_ids=[message.contact_id], actor=Actor.system())

    with held_open(erase) as commit, beside(mark) as marking:
        until_waiting(marking)
        assert commit() == 1
        assert marking.result(30) == frozenset()
    assert targets_of(linked) == []


def test_a_merge_hands_addresses_over_and_links_keep_working(linked: World) -> None:
    message, other = linked.queue(2)
    url = own_url(message.contact)
    targets = Targets()
    rows = leased()
    link = targets.link(next(row for row in rows if row.id == message.pk), url)
    send_off(targets, rows)
    contact_merge(target=other.contact, source=message.contact, actor=Actor.system())
    assert targets_of(linked) == [(other.contact_id, url)]
    assert visitor().get(link[link.index("/c/") :])["Location"] == url
    assert Message.objects.in_workspace(linked.workspace).get(pk=message.pk).clicked_at is not None
