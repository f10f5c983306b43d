"""Templates at WhatsApp: fetched from a real server that speaks its API and misbehaves, and what follows from them."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from messaging.delivery import stage
from messaging.models import ProviderTemplate, ProviderTemplateList, Sender
from messaging.services import provider_templates_fetch, sender_update
from messaging.services.provider_templates import provider_templates_run
from messaging.services.sender_hooks import sender_hook_set
from templates_app.services import template_preview, template_publish
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published, make_template
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import HttpServer, Reply, http_server
from tests.messaging.loopback import DROP
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
CONTENT = {
    "template": "order_shipped",
    "language": "de",
    "body": "Hi {{1}}, {{2}} is on its way.",
    "parameters": ["{{contact.first_name}}", "{{ trigger.order }}"],
}
SENT = Reply(200, {"messages": [{"id": "wamid.1"}]})


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def entry(state: str = "APPROVED", **changes: Any) -> dict[str, Any]:
    body = {"type": "BODY", "text": CONTENT["body"]}
    named = {"id": "7", "name": "order_shipped", "language": "de", "status": state, "category": "UTILITY"}
    return {**named, "components": [body], "rejected_reason": "NONE", **changes}


def page(*entries: Any, after: str = "") -> Reply:
    paging = {"paging": {"cursors": {"after": after}, "next": "https://elsewhere.example/steal"}} if after else {}
    return Reply(200, {"data": list(entries), **paging})


def whatsapp(server: HttpServer, **config: str) -> Sender:
    return make_sender(
        make_workspace(),
        channel="whatsapp",
        provider="whatsapp_cloud",
        from_address="+15550100000",
        is_default=True,
        config={"phone_number_id": "1234567890", "business_account_id": "99999", "base_url": server.url, **config},
        credentials={"token": "secret"},
    )


def kept(sender: Sender) -> list[tuple[str, str, str]]:
    rows = ProviderTemplate.objects.in_workspace(sender.workspace_id).order_by("name", "language")
    return list(rows.values_list("name", "language", "state"))


def test_every_page_is_read_by_its_cursor_and_what_is_gone_leaves() -> None:
    with http_server(page(entry(), entry(language="en_US", status="PENDING"), after="c1")) as server:
        server.script = lambda asked, n: (
            page(entry(name="old", status="REJECTED")) if "after=c1" in asked.path else None
        )
        sender = whatsapp(server)
        assert provider_templates_fetch(sender=sender) == 3
        approved = ("order_shipped", "de", "approved")
        assert kept(sender) == [("old", "de", "rejected"), approved, ("order_shipped", "en_US", "pending")]
        first, second = server.asked
        assert urlsplit(first.path).path == "/v23.0/99999/message_templates"
        assert parse_qs(urlsplit(second.path).query)["after"] == ["c1"]
        assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer secret"}
        server.script = lambda asked, n: page(entry("PAUSED"))
        assert provider_templates_fetch(sender=sender) == 1
        assert kept(sender) == [("order_shipped", "de", "paused")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Reply(401, {"error": {"code": 190, "message": "expired"}}), "401"),
        (Reply(500, b""), "500"),
        (Reply(200, b"<html>"), "is no list of templates"),
        (Reply(200, {"data": {"a": 1}}), "is no list of templates"),
        (Reply(200, {"data": [], "paging": {"next": "https://x", "cursors": {}}}), "breaks off"),
        (DROP, "did not tell"),
    ],
)
def test_what_was_told_stays_while_the_provider_misbehaves(said: Reply | str, words: str) -> None:
    with http_server(page(entry())) as server:
        sender = whatsapp(server)
        provider_templates_fetch(sender=sender)
        server.script = lambda asked, n: said
        with pytest.raises(Conflict, match=words):
            provider_templates_fetch(sender=sender)
    asked = ProviderTemplateList.objects.in_workspace(sender.workspace_id).get()
    assert kept(sender) == [("order_shipped", "de", "approved")]
    assert (asked.checked_at is not None, asked.problem != "") == (True, True)


def test_a_list_that_goes_in_a_circle_ends_and_what_is_no_template_is_left_out() -> None:
    odd = [None, "x", {}, {"name": "a"}, entry(name="b", components="no", status=None)]
    with http_server(page(*odd, after="again")) as server:
        sender = whatsapp(server)
        assert provider_templates_fetch(sender=sender) == 1
        assert len(server.asked) == 2
    assert kept(sender) == [("b", "de", "unknown")]


@pytest.mark.parametrize(
    ("change", "wants"),
    [
        ({"components": [{"type": "HEADER", "format": "LOCATION"}]}, "its header holds a location"),
        ({"components": [{"type": "BUTTONS", "buttons": [{"type": "COPY_CODE"}]}]}, "one of its buttons"),
        ({"components": [{"type": "FOOTER", "text": "x" * 20_000}]}, "its parts are too long"),
        ({"components": [{"type": "CAROUSEL"}]}, "it is a carousel"),
    ],
)
def test_what_a_template_needs_that_cannot_be_given_is_said(change: dict[str, Any], wants: str) -> None:
    with http_server(page(entry(**change))) as server:
        sender = whatsapp(server)
        provider_templates_fetch(sender=sender)
    assert ProviderTemplate.objects.in_workspace(sender.workspace_id).get().wants.startswith(wants)


def test_the_job_asks_when_it_is_time_and_after_a_change_of_the_sender() -> None:
    with http_server(page(entry())) as server:
        sender = whatsapp(server)
        make_sender(make_workspace())
        now = database_now()
        assert [provider_templates_run(now), provider_templates_run(now)] == [1, 0]
        assert provider_templates_run(now + timedelta(minutes=16)) == 1
        changed = {"config": {"phone_number_id": "1234567890", "base_url": server.url}}
        sender_update(sender=sender, actor=Actor.system(), changes={**changed, "credentials": {"token": "secret"}})
        assert provider_templates_run(now) == 1
        assert kept(sender) == []
        assert len(server.asked) == 2


def test_publishing_asks_the_provider_and_not_what_was_noted() -> None:
    with http_server(page(entry("REJECTED", rejected_reason="INVALID_FORMAT"))) as server:
        sender = whatsapp(server)
        template = make_template(
            sender.workspace,
            channel="whatsapp",
            message_type="transactional",
            content={**CONTENT, "approval": "approved"},
        )
        provider_templates_fetch(sender=sender)
        with pytest.raises(InvalidInput, match="it was rejected \\(invalid format\\)") as refused:
            template_publish(template=template, actor=Actor.system())
        assert [each.field for each in refused.value.details] == ["content.template"]
        server.script = lambda asked, n: page(entry(components=[{"type": "BODY", "text": "{{1}} {{2}} {{3}}"}]))
        provider_templates_fetch(sender=sender)
        said = template_preview(template=template, trigger={"order": "7"}).findings
        assert [each.message for each in said] == [
            "at the provider “order_shipped” (de) takes more than is filled in here: {{3}} of the text"
        ]
        server.script = lambda asked, n: page(entry())
        provider_templates_fetch(sender=sender)
        template.content = CONTENT  # noted as pending
        template.save()
        assert template_publish(template=template, actor=Actor.system()).number == 1


def test_one_that_is_rejected_in_a_running_flow_is_skipped_and_one_that_is_paused_waits() -> None:
    with http_server(SENT) as server:
        states = ["APPROVED"]

        def script(asked: Any, n: int) -> Reply | None:
            return page(*(entry(state) for state in states)) if "message_templates" in asked.path else None

        server.script = script
        sender = whatsapp(server)
        workspace = sender.workspace
        provider_templates_fetch(sender=sender)
        version = make_published(workspace, channel="whatsapp", message_type="transactional", content=CONTENT)[1]
        contacts = make_contacts(workspace, 4, first_name="Ada")
        for number, contact in enumerate(contacts):
            contact.phone = f"+43664123456{number}"
            contact.save()
        stream = make_stream(workspace)

        def sent(contact: int) -> tuple[str, str]:
            options: dict[str, Any] = {"channel": "whatsapp", "message_type": "transactional"}
            options["context"] = '{"order": "7"}'
            messages = make_messages(stream, [contacts[contact]], version, sender, **options)
            stage.run()
            return states_of(messages)[0]

        assert sent(0) == ("accepted", "")
        states[:] = ["PAUSED"]
        provider_templates_fetch(sender=sender)
        assert sent(1) == ("queued", "provider_template_waits")
        states[:] = ["REJECTED"]
        provider_templates_fetch(sender=sender)
        assert sent(2) == ("skipped", "provider_template_refused")
        states.clear()
        provider_templates_fetch(sender=sender)
        assert sent(3) == ("skipped", "provider_template_refused")
        assert sum(asked.path.endswith("/messages") for asked in server.asked) == 1


def test_a_template_with_all_kinds_of_places_is_published_and_sent() -> None:
    components = [
        {"type": "HEADER", "format": "DOCUMENT"},
        {"type": "BODY", "text": "Hi {{ name }}, here is {{order}}. Bye {{name}}"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY"}, {"type": "URL", "url": "https://a.example/{{1}}"}]},
    ]
    content = {
        **CONTENT,
        "body": components[1]["text"],
        "header_format": "document",
        "header": "https://files.example/{{ trigger.order }}.pdf",
        "filename": "Order {{ trigger.order }}.pdf",
    }
    button = {"button_values": [{"button": 2, "value": "o/{{ trigger.order }}"}]}
    with http_server(SENT) as server:
        listed = page(entry(components=components))
        server.script = lambda asked, n: listed if "message_templates" in asked.path else None
        sender = whatsapp(server)
        provider_templates_fetch(sender=sender)
        kind = {"channel": "whatsapp", "message_type": "transactional"}
        unfilled = make_template(sender.workspace, content=content, **kind)
        with pytest.raises(InvalidInput, match="takes more than is filled in here: the end of the address of button 2"):
            template_publish(template=unfilled, actor=Actor.system())
        version = make_published(sender.workspace, content={**content, **button}, **kind)[1]
        [contact] = make_contacts(sender.workspace, 1, first_name="Ada")
        contact.phone = "+436641234567"
        contact.save()
        options: dict[str, Any] = {**kind, "context": '{"order": "7"}'}
        messages = make_messages(make_stream(sender.workspace), [contact], version, sender, **options)
        stage.run()
        assert states_of(messages) == [("accepted", "")]
        sent = server.asked[-1].json["template"]["components"]
    names = [("name", "Ada"), ("order", "7")]
    assert sent == [
        {
            "type": "header",
            "parameters": [
                {"type": "document", "document": {"link": "https://files.example/7.pdf", "filename": "Order 7.pdf"}}
            ],
        },
        {
            "type": "body",
            "parameters": [{"type": "text", "parameter_name": name, "text": text} for name, text in names],
        },
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "o/7"}]},
    ]


def test_a_signed_call_of_meta_changes_a_template_in_a_running_flow() -> None:
    with http_server(SENT) as server:
        server.script = lambda asked, n: page(entry()) if "message_templates" in asked.path else None
        sender = whatsapp(server)
        secrets = {"app_secret": "app-secret", "verify_token": "a-verify-token"}
        sender_hook_set(sender=sender, actor=Actor.system(), secrets=secrets)
        provider_templates_fetch(sender=sender)
        version = make_published(sender.workspace, channel="whatsapp", message_type="transactional", content=CONTENT)[1]
        contacts = make_contacts(sender.workspace, 2, first_name="Ada")
        for number, contact in enumerate(contacts):
            contact.phone = f"+43664123456{number}"
            contact.save()
        stream = make_stream(sender.workspace)
        options: dict[str, Any] = {"channel": "whatsapp", "message_type": "transactional", "context": '{"order": "7"}'}

        def told(event: str, *, account: str = "99999", age: int = 0, proof: str = "app-secret") -> int:
            value = {"event": event, "message_template_name": "order_shipped", "message_template_language": "de"}
            changes = [{"field": "message_template_status_update", "value": {**value, "reason": "INVALID_FORMAT"}}]
            document = {"entry": [{"id": account, "time": int(time.time()) - age, "changes": changes}]}
            body = json.dumps(document).encode()
            signed = hmac.new(proof.encode(), body, hashlib.sha256).hexdigest()
            headers = {"X-Hub-Signature-256": f"sha256={signed}"}
            path = f"/hooks/providers/{sender.public_id}"
            answer = Client().post(path, body, content_type="application/json", headers=headers)
            return int(answer.status_code)

        def sent(contact: int) -> tuple[str, str]:
            messages = make_messages(stream, [contacts[contact]], version, sender, **options)
            stage.run()
            return states_of(messages)[0]

        assert [told("REJECTED", proof="forged"), told("REJECTED", account="1"), told("REJECTED", age=60)] == [
            401,
            200,
            200,
        ]
        assert kept(sender) == [("order_shipped", "de", "approved")]
        assert told("REJECTED") == 200
        assert kept(sender) == [("order_shipped", "de", "rejected")]
        assert sent(0) == ("skipped", "provider_template_refused")
        assert told("REINSTATED") == 200
        assert ProviderTemplate.objects.in_workspace(sender.workspace_id).get().reason == ""
        assert sent(1) == ("accepted", "")
        assert provider_templates_run(database_now()) == 1  # the list is asked after every call
