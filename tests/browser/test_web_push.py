"""A browser's service worker: it shows what was pushed, tells what became of it, and leaves other pushes alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from contacts.models import SiteKey
from contacts.services.site_keys import site_key_create
from frontend.event_intake import snippet_of, worker_of
from messaging.models import ContactPoint, Message
from messaging.tracking.links import report_url
from tests.browser.website import website
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.messaging.site.tokens import signed
from tests.processes import wait_until
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
_ENDPOINT = "https://push.example/device/1"
_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
# No push service is asked from a test: this stands in for what one gives.
_SERVICE = f"""
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async asked => {{
  window.askedWith = asked.applicationServerKey.length;
  const told = {{endpoint: "{_ENDPOINT}", keys: {json.dumps(_KEYS)}}};
  return {{endpoint: told.endpoint, options: {{}}, toJSON: () => told}};
}};
"""


@pytest.fixture
def shop(browser: Browser, workspace: Workspace, origin: str) -> Iterator[tuple[Page, SiteKey]]:
    """A page of a site that has the snippet and hosts the worker, in a browser that allows notifications."""
    tag: list[str] = []
    policy = f"default-src 'none'; img-src data:; script-src 'self' {origin}; connect-src {origin}; worker-src 'self'"
    scripts = {"/campanile-sw.js": worker_of}
    with website(lambda: f'<link rel="icon" href="data:,">{tag[0]}', policy, scripts) as address:
        key = site_key_create(workspace=workspace, name="Shop", origins=[address], actor=Actor.system())
        tag.append(snippet_of(key))
        context = browser.new_context(base_url=address)
        context.grant_permissions(["notifications"], origin=address)
        context.add_init_script(_SERVICE)
        page = context.new_page()
        page.goto("/")
        page.wait_for_function("typeof window.campanile?.track === 'function'")
        yield page, key
        context.close()


def make_push_sender(workspace: Workspace) -> None:
    values: dict[str, Any] = {"channel": "push", "provider": "web_push", "from_address": "Shop", "credentials": {}}
    make_sender(workspace, config={"subject": "mailto:it@example.com"}, **values)


def test_a_visitor_who_proves_who_they_are_subscribes_and_signs_out(
    shop: tuple[Page, SiteKey], workspace: Workspace
) -> None:
    page, key = shop
    ada = make_contact(workspace, external_id="user-17")
    make_push_sender(workspace)
    page.evaluate(
        "token => campanile.identify({external_id: 'user-17'}, () => token)", signed(key, external_id="user-17")
    )
    assert page.evaluate("campanile.push.subscribe({marketing: true})") == "granted"
    assert page.evaluate("window.askedWith") == 65
    [point] = ContactPoint.objects.in_workspace(workspace)
    assert (point.contact_id, point.address, point.data, point.ended_at) == (ada.pk, _ENDPOINT, _KEYS, None)
    assert ada.consents.values_list("channel", "state").get() == ("push", "granted")
    with page.expect_response("**/s/v1/push/ended"):
        page.evaluate("campanile.forget()")
    point.refresh_from_db()
    assert point.ended_at is not None


def test_without_a_token_nobody_is_asked(shop: tuple[Page, SiteKey], workspace: Workspace) -> None:
    page, _ = shop
    make_push_sender(workspace)
    page.evaluate("campanile.identify({external_id: 'user-17'})")
    said = page.evaluate("campanile.push.subscribe().catch(error => error.message)")
    assert said == "campanile.identify has no token"
    assert not ContactPoint.objects.in_workspace(workspace).exists()


def test_the_worker_shows_what_was_pushed_and_tells_that_it_did(
    shop: tuple[Page, SiteKey], workspace: Workspace
) -> None:
    page, _ = shop
    content = {"title": "Hi", "body": "News"}
    version = make_published(workspace, channel="push", message_type="transactional", content=content)[1]
    ada = make_contact(workspace)
    [message] = make_messages(make_stream(workspace), [ada], version, None, channel="push")
    page.evaluate("navigator.serviceWorker.register('/campanile-sw.js').then(() => navigator.serviceWorker.ready)")
    cdp = page.context.new_cdp_session(page)
    found: list[dict[str, str]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    cdp.send("ServiceWorker.enable")
    wait_until(lambda: page.evaluate("1") and found, what="the browser tells of the worker")
    registration = found[0]
    pushed = {"id": message.public_id, "title": "Hi", "body": "News", "report": report_url(message.pk)}
    address = {"origin": page.evaluate("location.origin"), "registrationId": registration["registrationId"]}
    cdp.send("ServiceWorker.deliverPushMessage", {**address, "data": '{"title": "Somebody else’s"}'})
    cdp.send("ServiceWorker.deliverPushMessage", {**address, "data": json.dumps(pushed)})
    rows = Message.objects.in_workspace(workspace).filter(pk=message.pk)
    wait_until(lambda: rows.filter(delivered_at__isnull=False).exists(), what="the browser tells that it showed it")
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then(ready => ready.getNotifications())"
        ".then(all => all.map(each => [each.title, each.body, each.tag]))"
    )
    assert shown == [["Hi", "News", message.public_id]]
