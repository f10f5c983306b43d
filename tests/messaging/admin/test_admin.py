"""The staff admin of messaging: pages open, credentials stay inside, writes go through the services."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from messaging.counters import jobs
from messaging.delivery import stage
from messaging.models import InboxThread, MailboxMail, Message, MessageCounter, Price, Sender, Suppression
from messaging.providers.credentials import decrypt
from messaging.services import ThreadDraft, price_set, threads_open_many
from tests.factories.messaging import make_sender, states_of
from tests.factories.workspaces import make_user, make_workspace
from tests.messaging.loopback import DROP
from tests.messaging.smtp_server import Server, at
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.models import AuditEntry
from workspaces.services import Actor

STAFF = Actor.system("tests")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(model: str, action: str = "changelist", *args: object) -> str:
    return reverse(f"admin:messaging_{model}_{action}", args=args)


def test_every_list_and_every_row_opens(staff: Client, world: World) -> None:
    [message] = world.queue(1)
    mail = MailboxMail.objects.create(mail_from="a", rcpt_to="b", subject="Hi", raw=b"x")
    suppression = Suppression.objects.create(
        workspace=world.workspace, channel="email", address="a@b.example", reason="manual"
    )
    draft = ThreadDraft(message.contact_id, "Call", "Now")
    threads_open_many(workspace_id=world.workspace.pk, threads=[draft], now=database_now())
    jobs.compact()
    price = price_set(
        workspace=world.workspace, channel="email", message_type="marketing", amount=Decimal("0.001"), actor=STAFF
    )
    rows = {
        "price": price,
        "inboxthread": InboxThread.objects.in_workspace(world.workspace).get(),
        "message": message,
        "sender": world.sender,
        "messagestream": world.stream,
        "messagecounter": MessageCounter.objects.in_workspace(world.workspace).get(),
        "mailboxmail": mail,
        "suppression": suppression,
    }
    for model, row in rows.items():
        assert staff.get(page(model)).status_code == 200, model
        assert staff.get(page(model, "change", row.pk)).status_code == 200, model


def test_messages_are_read_only_and_unknown_ones_can_be_decided_on(staff: Client, world: World, server: Server) -> None:
    server.script = at("content", DROP, 1)
    [message] = world.queue(1)
    stage.run()
    assert staff.post(page("message", "change", message.pk), {"state": "accepted"}).status_code == 403
    assert staff.get(page("message", "add")).status_code == 403
    staff.post(page("message"), {"action": "mark_sent", "_selected_action": [message.pk]})
    assert states_of([message]) == [("accepted", "marked_sent")]
    staff.post(page("message"), {"action": "send_again", "_selected_action": [message.pk]})
    assert states_of([message]) == [("accepted", "marked_sent")]


def test_threads_are_archived_and_opened_again(staff: Client, world: World) -> None:
    [message] = world.queue(1)
    draft = ThreadDraft(message.contact_id, "Call", "Now")
    threads_open_many(workspace_id=world.workspace.pk, threads=[draft], now=database_now())
    thread = InboxThread.objects.in_workspace(world.workspace).get()
    for action, state in (("archive", "archived"), ("reopen", "open")):
        staff.post(page("inboxthread"), {"action": action, "_selected_action": [thread.pk]})
        thread.refresh_from_db()
        assert thread.state == state


def sender_form(sender: Sender, **changes: Any) -> dict[str, Any]:
    return {
        "name": sender.name,
        "config": json.dumps(sender.config),
        "from_name": "",
        "from_address": sender.from_address,
        "reply_to": "",
        "state": sender.state,
        "new_credentials": "",
        **changes,
    }


def test_credentials_go_in_and_are_never_shown(staff: Client) -> None:
    sender = make_sender(make_workspace())
    url = page("sender", "change", sender.pk)
    given = json.dumps({"username": "me", "password": "a very secret word"})
    assert staff.post(url, sender_form(sender, new_credentials=given)).status_code == 302
    sender.refresh_from_db()
    assert decrypt(bytes(sender.credentials))["password"] == "a very secret word"
    shown = staff.get(url).content.decode()
    assert "secret word" not in shown
    assert bytes(sender.credentials).decode() not in shown
    assert staff.post(url, sender_form(sender, from_name="New")).status_code == 302
    sender.refresh_from_db()
    assert sender.from_name == "New"
    assert decrypt(bytes(sender.credentials))["password"] == "a very secret word"


def test_a_wrong_setting_is_a_message_at_its_field(staff: Client) -> None:
    sender = make_sender(make_workspace())
    response = staff.post(page("sender", "change", sender.pk), sender_form(sender, config='{"host": ""}'))
    assert response.status_code == 200
    assert "config.host" in response.content.decode()
    sender.refresh_from_db()
    assert sender.config["host"] == "127.0.0.1"


def test_a_sender_can_be_added(staff: Client) -> None:
    workspace = make_workspace()
    values = {
        "workspace": workspace.pk,
        "channel": "email",
        "provider": "smtp",
        "name": "New",
        "config": json.dumps({"host": "mail.example"}),
        "from_address": "a@b.example",
        "is_default": "on",
    }
    response = staff.post(page("sender", "add"), values)
    assert response.status_code == 302, response.content.decode()[:3000]
    sender = Sender.objects.in_workspace(workspace).get()
    assert (sender.name, sender.is_default, sender.config["port"]) == ("New", True, 587)


def test_suppressions_are_stored_as_delivery_compares_them(staff: Client) -> None:
    workspace = make_workspace()
    values = {"workspace": workspace.pk, "channel": "email", "address": "Ann@B.example", "reason": "manual"}
    assert staff.post(page("suppression", "add"), values).status_code == 302
    suppression = Suppression.objects.in_workspace(workspace).get()
    assert suppression.address == "ann@b.example"
    staff.post(page("suppression", "delete", suppression.pk), {"post": "yes"})
    assert not Suppression.objects.in_workspace(workspace).exists()
    assert not Message.objects.in_workspace(workspace).exists()


def test_prices_are_set_by_the_service(staff: Client, world: World) -> None:
    line = {"workspace": world.workspace.pk, "channel": "sms", "message_type": "marketing", "country": "AT"}
    refused = staff.post(page("price", "add"), {**line, "country": "at", "amount": "0.07"})
    assert "ISO 3166" in refused.content.decode()
    assert not Price.objects.in_workspace(world.workspace).exists()
    staff.post(page("price", "add"), {**line, "amount": "0.07"})
    price = Price.objects.in_workspace(world.workspace).get()
    assert (price.channel, price.country, price.amount) == ("sms", "AT", Decimal("0.07"))
    staff.post(page("price", "change", price.pk), {"amount": "0.08"})
    price.refresh_from_db()
    assert price.amount == Decimal("0.08")
    noted = AuditEntry.objects.in_workspace(world.workspace).filter(action="price.set").order_by("pk")
    assert [entry.data["amount"] for entry in noted] == ["0.07", "0.08"]
