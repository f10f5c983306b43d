"""The pages of webhook endpoints: made with a secret that is shown once, tried, replayed; viewers look only."""

import re

import pytest
from django.test import Client

from tests.factories.contacts import make_contact
from tests.factories.webhooks import deliveries_of, make_endpoint
from tests.frontend.conftest import SignIn
from workspaces.clock import database_now
from workspaces.models import Role, WebhookDelivery, WebhookEndpoint, WebhookEvent, Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/webhooks/"


@pytest.fixture
def admin(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.ADMIN)


def test_an_endpoint_is_made_and_its_secret_shown_this_once(workspace: Workspace, admin: Client) -> None:
    assert "Nobody is told" in admin.get(PATH).content.decode()
    form = {"url": "https://example.com/hook", "description": "CRM", "events": ["contact.created", "message.opened"]}
    answer = admin.post(PATH, form)
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    [secret] = re.findall(r'value="(whsec_[^"]+)"', text)
    endpoint = WebhookEndpoint.objects.in_workspace(workspace).get()
    assert (endpoint.url, endpoint.events) == ("https://example.com/hook", ["contact.created", "message.opened"])
    page = f"{PATH}{endpoint.public_id}/"
    shown = admin.get(page).content.decode()
    assert secret not in shown
    assert "Nothing has happened yet" in shown
    rotated = admin.post(f"{page}do/", {"action": "rotate"}).content.decode()
    assert "whsec_" in rotated
    assert secret not in rotated


def test_what_can_be_no_endpoint_is_said_at_its_field(workspace: Workspace, admin: Client) -> None:
    text = admin.post(PATH, {"url": "http://10.0.0.1/", "events": ["contact.created"]}).content.decode()
    assert "Must not lead into a private network." in text
    assert 'value="http://10.0.0.1/"' in text
    assert "Choose at least one." in admin.post(PATH, {"url": "https://example.com/"}).content.decode()
    assert WebhookEndpoint.objects.in_workspace(workspace).count() == 0


def test_deliveries_are_shown_and_replayed(workspace: Workspace, admin: Client, viewer: Client) -> None:
    endpoint = make_endpoint(workspace, "contact.created").endpoint
    make_contact(workspace)
    make_contact(workspace)
    rows = WebhookDelivery.objects.in_workspace(workspace)
    rows.update(state="failed", settled_at=database_now(), reason="timeout", tries=12)
    page = f"{PATH}{endpoint.public_id}/"
    text = viewer.get(f"{page}?state=failed").content.decode()
    assert text.count("No answer in time") == 2
    assert "Replay" not in text
    assert "No delivery is in this state." in viewer.get(f"{page}?state=delivered").content.decode()
    first, second = deliveries_of(endpoint)
    do = f"{page}do/"
    assert admin.post(do, {"action": "replay", "delivery": first.public_id}).status_code == 302
    assert [each.state for each in deliveries_of(endpoint)] == ["pending", "failed"]
    said = admin.post(do, {"action": "replay_failed", "since": "2020-01-01T00:00"}, follow=True).content.decode()
    assert "1 delivery is sent once more." in said
    assert {each.state for each in deliveries_of(endpoint)} == {"pending"}
    assert "choose a day and a time" in admin.post(do, {"action": "replay_failed"}, follow=True).content.decode()
    assert second.event.public_id in admin.get(page).content.decode()


def test_one_delivery_shows_what_is_sent_and_what_came_back(
    workspace: Workspace, admin: Client, viewer: Client
) -> None:
    endpoint = make_endpoint(workspace, "contact.created").endpoint
    contact = make_contact(workspace, first_name="<Ada>", email="ada@example.com")
    [delivery] = deliveries_of(endpoint)
    page = f"{PATH}{endpoint.public_id}/"
    one = f"{page}{delivery.public_id}/"
    assert one in viewer.get(page).content.decode()
    text = viewer.get(one).content.decode()
    assert "No attempt has ended yet." in text
    assert delivery.event.public_id in text
    assert contact.public_id in text
    assert "&lt;Ada&gt;" in text
    WebhookDelivery.objects.in_workspace(workspace).update(
        **{"state": "failed", "reason": "refused", "status": 503, "message": "the answer was 503", "tries": 12},
        **{"excerpt": "<b>busy</b>", "milliseconds": 1_234, "tried_at": database_now(), "settled_at": database_now()},
    )
    text = viewer.get(one).content.decode()
    for words in ("attempt 12 of 12", '<dd class="break-words">The answer was 503</dd>', "1,234 ms", "&lt;b&gt;busy"):
        assert words in text
    broken = {"reason": "connection_failed", "status": None, "message": "no host of this name was found"}
    WebhookDelivery.objects.in_workspace(workspace).update(**broken)
    assert '<dd class="break-words">No host of this name was found</dd>' in viewer.get(one).content.decode()
    assert "No host of this name was found</span>" in viewer.get(page).content.decode()
    WebhookDelivery.objects.in_workspace(workspace).update(reason="tls_failed", message="certificate has expired")
    assert "The certificate is not good: certificate has expired" in viewer.get(one).content.decode()
    assert "Replay" not in text
    assert "Replay" in admin.get(one).content.decode()
    other = make_endpoint(workspace, "contact.created", url="https://example.com/b").endpoint
    assert admin.get(f"{PATH}{other.public_id}/{delivery.public_id}/").status_code == 404
    WebhookEvent.objects.in_workspace(workspace).update(kind="contact.forgotten")
    assert "There are no events of this type any more" in viewer.get(one).content.decode()


def test_it_is_changed_tried_switched_off_and_on_and_deleted(
    workspace: Workspace, admin: Client, viewer: Client
) -> None:
    endpoint = make_endpoint(workspace, "contact.created").endpoint
    page = f"{PATH}{endpoint.public_id}/"
    for path, form in ((PATH, {}), (page, {}), (f"{page}do/", {"action": "delete"})):
        assert viewer.post(path, form).status_code == 403
    assert admin.post(page, {"url": "https://example.com/b", "events": ["segment.left"]}).status_code == 302
    admin.post(f"{page}do/", {"action": "test"})
    assert [each.event.kind for each in deliveries_of(endpoint)] == ["webhook.test"]
    admin.post(f"{page}do/", {"action": "disable"})
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events, endpoint.enabled) == ("https://example.com/b", ["segment.left"], False)
    assert "Disabled by hand" in viewer.get(PATH).content.decode()
    assert "The endpoint is disabled." in admin.post(f"{page}do/", {"action": "test"}, follow=True).content.decode()
    admin.post(f"{page}do/", {"action": "enable"})
    admin.post(f"{page}do/", {"action": "delete"})
    assert WebhookEndpoint.objects.in_workspace(workspace).count() == 0
