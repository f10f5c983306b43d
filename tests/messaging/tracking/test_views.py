"""The pages behind the links in messages, as a browser and as a mail program meet them."""

from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from contacts.models import Consent, ConsentRecord
from messaging.delivery.rehearse import candidate_of
from messaging.models import LinkClick, LinkTarget, Message
from messaging.tracking.links import click_url, open_url, unsubscribe_url
from messaging.tracking.targets import Targets
from messaging.tracking.tokens import Purpose, make
from tests.messaging.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
APPLE, SCANNER = "Mozilla/5.0", "Barracuda Sentinel (EE)"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def message(world: World) -> Message:
    [message] = world.queue(1)
    return message


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True, headers={"User-Agent": FIREFOX})


def local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def link_to(message: Message, url: str) -> str:
    """As delivery writes it."""
    row, targets = candidate_of(message), Targets()
    link = targets.link(row, url)
    for _, digest, address in targets.own_of([row]):
        LinkTarget.objects.create(
            workspace_id=message.workspace_id, contact_id=message.contact_id, digest=digest, url=address
        )
    return link


def old_link(message: Message, url: str) -> str:
    """As earlier releases wrote it."""
    return f"/c/{make(Purpose.CLICK, message.pk, url)}?u={quote(url, safe='')}"


def consent_of(message: Message) -> str:
    return Consent.objects.in_workspace(message.workspace_id).get(contact=message.contact_id).state


def test_following_the_link_asks_and_changes_nothing(message: Message, client: Client) -> None:
    response = client.get(local(unsubscribe_url(message.pk)))
    assert response.status_code == 200
    assert "<button>Unsubscribe</button>" in response.content.decode()
    assert consent_of(message) == "granted"
    message.refresh_from_db()
    assert message.unsubscribed_at is None


def test_the_button_unsubscribes_and_twice_is_as_good_as_once(message: Message, client: Client) -> None:
    url = local(unsubscribe_url(message.pk))
    for _ in range(2):
        response = client.post(url)
        assert response.status_code == 200
        assert "You are unsubscribed" in response.content.decode()
    assert consent_of(message) == "denied"
    message.refresh_from_db()
    first = message.unsubscribed_at
    assert first is not None
    records = ConsentRecord.objects.in_workspace(message.workspace_id)
    assert records.values_list("state", "source").first() == ("denied", f"unsubscribe:{message.public_id}")


def test_one_click_needs_no_cookie_and_never_redirects(message: Message, client: Client) -> None:
    """RFC 8058: the mail program's server posts this body, without any session."""
    response = client.post(
        local(unsubscribe_url(message.pk)),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
    assert consent_of(message) == "denied"


def test_who_slipped_can_subscribe_again(message: Message, client: Client) -> None:
    url = local(unsubscribe_url(message.pk))
    client.post(url)
    response = client.post(url, {"action": "subscribe"})
    assert "You are subscribed again" in response.content.decode()
    assert consent_of(message) == "granted"


@pytest.mark.parametrize("token", ["x", "x" * 32, "A" * 31 + "é", "%00" * 32])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_says_so_in_clear_words(token: str, method: str, client: Client, message: Message) -> None:
    response = getattr(client, method)(f"/u/{token}")
    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()
    assert consent_of(message) == "granted"


def test_the_token_of_a_message_that_is_gone_is_a_404(client: Client) -> None:
    assert client.post(f"/u/{make(Purpose.UNSUBSCRIBE, 999_999_999)}").status_code == 404


def test_pages_are_private_and_bring_nothing_inline(message: Message, client: Client) -> None:
    response = client.get(local(unsubscribe_url(message.pk)))
    body = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "style=" not in body
    assert "<style" not in body
    assert "<script" not in body


def test_other_methods_are_refused(message: Message, client: Client) -> None:
    assert client.put(local(unsubscribe_url(message.pk))).status_code == 405


def test_the_pixel_notes_the_first_open(message: Message, client: Client) -> None:
    response = client.get(local(open_url(message.pk)))
    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    message.refresh_from_db()
    first = message.opened_at
    assert first is not None
    client.get(local(open_url(message.pk)))
    message.refresh_from_db()
    assert message.opened_at == first


def test_a_forged_pixel_is_a_pixel_and_notes_nothing(message: Message, client: Client) -> None:
    assert client.get(f"/o/{make(Purpose.CLICK, message.pk)}.gif").status_code == 200
    message.refresh_from_db()
    assert message.opened_at is None


def test_a_link_leads_to_its_target_and_notes_click_and_open(message: Message, client: Client) -> None:
    target = "https://shop.example/?a=1&b=zoë#top"
    response = client.get(local(link_to(message, target)))
    assert response.status_code == 302
    assert response["Location"] == "https://shop.example/?a=1&b=zo%C3%AB#top"
    message.refresh_from_db()
    assert message.clicked_at is not None
    assert message.opened_at == message.clicked_at
    [link] = LinkClick.objects.in_workspace(message.workspace_id)
    assert (link.contact_id, link.message_id, link.url, link.clicks) == (message.contact_id, message.pk, target, 1)


def test_a_link_leads_nowhere_but_to_its_target(message: Message, client: Client) -> None:
    url = local(link_to(message, "https://shop.example/"))
    end = "B" if url[-1] == "A" else "A"
    for changed in (
        url[:-1] + end,
        url + "?u=https://evil.example/",
        url[:-1],
        local(click_url(message.pk, b"x" * 12)),
    ):
        response = client.get(changed)
        assert (response.status_code, "This link does not work" in response.content.decode()) == (404, True)
    assert client.get(local(link_to(message, "javascript:alert(1)"))).status_code == 404
    message.refresh_from_db()
    assert message.clicked_at is None


def test_links_of_mails_sent_by_earlier_releases_still_lead_to_their_target(message: Message, client: Client) -> None:
    target = "https://shop.example/?a=1&b=2"
    response = client.get(old_link(message, target))
    assert (response.status_code, response["Location"]) == (302, target)
    message.refresh_from_db()
    assert message.clicked_at is not None
    assert client.get(old_link(message, target).replace("shop", "evil")).status_code == 404
    assert client.get(old_link(message, "javascript:alert(1)")).status_code == 404


@pytest.mark.parametrize(("agent", "kind"), [(APPLE, "proxy"), (SCANNER, "bot")])
def test_a_machines_open_is_kept_apart_and_a_person_may_still_come(
    message: Message, client: Client, agent: str, kind: str
) -> None:
    url = local(open_url(message.pk))
    client.get(url, headers={"User-Agent": agent})
    message.refresh_from_db()
    by_machine = message.machine_opened_at
    assert (message.opened_at, message.machine) == (None, kind)
    assert by_machine is not None
    client.get(url)
    client.get(url, headers={"User-Agent": APPLE})
    message.refresh_from_db()
    assert message.opened_at is not None
    assert (message.machine_opened_at, message.machine) == (by_machine, kind)


def test_a_scanners_click_leads_on_and_is_no_persons(message: Message, client: Client) -> None:
    url = local(link_to(message, "https://shop.example/"))
    for response in (client.get(url, headers={"User-Agent": SCANNER}), client.head(url)):
        assert (response.status_code, response["Location"]) == (302, "https://shop.example/")
    message.refresh_from_db()
    assert (message.clicked_at, message.opened_at, message.machine) == (None, None, "bot")
    assert message.machine_clicked_at is not None
    [link] = LinkClick.objects.in_workspace(message.workspace_id)
    assert (link.clicked_at, link.clicks, link.machine_clicks) == (None, 0, 2)
    client.get(url)
    link.refresh_from_db()
    message.refresh_from_db()
    assert message.clicked_at is not None
    assert (link.clicked_at is None, link.clicks, link.machine_clicks) == (False, 1, 2)
