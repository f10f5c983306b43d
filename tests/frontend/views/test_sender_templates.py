"""The templates at a sender's provider: shown, fetched, and taken over into the form."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import ProviderTemplate, Sender
from tests.factories.messaging import make_sender
from tests.messaging.http_server import Reply, http_server
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def whatsapp(workspace: Workspace, url: str = "https://graph.example") -> Sender:
    return make_sender(
        workspace,
        channel="whatsapp",
        provider="whatsapp_cloud",
        from_address="+15550100000",
        config={"phone_number_id": "1234567890", "business_account_id": "99999", "base_url": url},
        credentials={"token": "secret"},
    )


def test_they_are_fetched_by_a_button(workspace: Workspace, editor: Client, settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    with http_server() as server:
        sender = whatsapp(workspace, server.url)
        address = f"/w/acme/senders/{sender.public_id}/templates/"
        assert "Not fetched yet" in editor.get(address).content.decode()
        server.usual = Reply(
            200, {"data": [{"name": "hi", "language": "de", "status": "PAUSED", "components": [], "id": "1"}]}
        )
        page = editor.post(address, follow=True).content.decode()
        assert "Fetched: 1 template." in page
        assert "It is paused because too many people complained." in page
        server.usual = Reply(401, b"no")
        page = editor.post(address, follow=True).content.decode()
    assert "What it told before stays in use." in page
    other = make_sender(workspace)
    assert "keeps no templates" in editor.get(f"/w/acme/senders/{other.public_id}/templates/").content.decode()
    refused = editor.post(f"/w/acme/senders/{other.public_id}/templates/", follow=True).content.decode()
    assert "The provider of this sender keeps no templates." in refused


def test_one_is_taken_over_into_the_form_and_what_was_typed_stays(workspace: Workspace, editor: Client) -> None:
    new = "/w/acme/templates/short/new/?channel=whatsapp"
    assert "templates are fetched from Meta" in editor.get(new).content.decode()
    kept = ProviderTemplate.objects.create(
        workspace=workspace,
        sender=whatsapp(workspace),
        name="order_shipped",
        language="de",
        state="approved",
        body="Hi {{1}}",
        places=1,
        components=[
            {"type": "HEADER", "format": "TEXT", "text": "No {{1}}"},
            {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://a.example/{{1}}"}]},
        ],
        seen_at=database_now(),
    )
    listed = editor.get(f"/w/acme/senders/{kept.sender.public_id}/templates/").content.decode()
    assert "Also takes {{1}} of the header, the end of the address of button 1." in listed
    assert "order_shipped (de)</option>" in editor.get(new).content.decode()
    form = {"name": "Shipped", "message_type": "transactional", "content.parameters": "{{firstName}}"}
    page = editor.post(new, {**form, "kept:": kept.pk, "action": "take:"}).content.decode()
    for shown in ('value="Shipped"', 'value="order_shipped"', "Hi {{1}}</textarea>", "{{firstName}}</textarea>"):
        assert shown in page
    assert '<option value="approved" selected>' in page
    assert '<option value="text" selected>Words</option>' in page
    assert 'value="No {{1}}"' in page
    assert "1 | </textarea>" in page
    assert "Kept; fill in" not in page
    assert "Hi Ada" in page
