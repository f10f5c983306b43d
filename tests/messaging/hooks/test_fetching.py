"""Mails that Resend received: its call names them, its API tells their words; forged calls ask for nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from messaging.hooks import stage
from messaging.models import InboxThread, ProviderReport, Sender
from messaging.services import sender_update
from tests.messaging.hooks.calls import Given, signed
from tests.messaging.hooks.conftest import listening, sent_by
from tests.messaging.http_server import HttpServer, Reply, http_server
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "56761188-7520-42d8-8898-ff6fc54ce618"


@pytest.fixture
def api(settings: Any) -> Iterator[HttpServer]:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    with http_server() as server:
        yield server


@pytest.fixture
def sender(workspace: Workspace, api: HttpServer) -> Sender:
    sender = listening(workspace, "resend")
    config = {"base_url": f"http://127.0.0.1:{api.port}"}
    return sender_update(
        sender=sender, actor=Actor.system(), changes={"config": config, "credentials": {"api_key": "full"}}
    )


def received(sender: Sender, address: str, mail: str = MAIL) -> Given:
    data = {"email_id": mail, "from": f"Ada <{address}>", "subject": "Re: Hello", "message_id": "<a1@b.example>"}
    return signed("resend", {"type": "email.received", "created_at": "2025-11-01T10:00:00Z", "data": data}, sender)


def entries(workspace: Workspace) -> list[tuple[str, str, str]]:
    found = InboxThread.objects.in_workspace(workspace).order_by("pk")
    return [(thread.name, each.text, each.mail_id) for thread in found for each in thread.entries.order_by("pk")]


def test_its_words_are_asked_for_and_answer_the_message(sender: Sender, api: HttpServer) -> None:
    [message] = sent_by(sender)
    headers = {"In-Reply-To": f"<{message.public_id}@a.example>"}
    api.usual = Reply(200, {"text": "At nine?\n\nOn Monday Ada wrote:\n> Hi", "html": None, "headers": headers})
    call = received(sender, message.address)
    assert [call.post(sender).status_code for _ in range(2)] == [200, 200]
    assert api.asked[0].path == f"/emails/receiving/{MAIL}?html_format=cid"
    assert api.asked[0].headers["authorization"] == "Bearer full"
    stage.run()
    message.refresh_from_db()
    assert message.replied_at is not None
    assert entries(sender.workspace) == [("Ada", "At nine?", "<a1@b.example>")]


@pytest.mark.parametrize("reply", [Reply(500, {}), Reply(429, {}), Reply(404, {})])
def test_what_can_not_be_asked_now_is_told_again(sender: Sender, api: HttpServer, reply: Reply) -> None:
    api.usual = reply
    call = received(sender, "ada@b.example")
    assert call.post(sender).status_code == 503
    assert ProviderReport.objects.in_workspace(sender.workspace).count() == 0
    api.usual = Reply(200, {"text": "Hi"})
    assert call.post(sender).status_code == 200
    assert ProviderReport.objects.in_workspace(sender.workspace).count() == 1


def test_a_key_that_may_only_send_still_shows_that_somebody_wrote(sender: Sender, api: HttpServer) -> None:
    api.usual = Reply(401, {"name": "restricted_api_key"})
    assert received(sender, "ada@b.example").post(sender).status_code == 200
    stage.run()
    [(name, text, _)] = entries(sender.workspace)
    assert (name, "may send only" in text) == ("Ada", True)


def test_forged_and_malformed_calls_ask_for_nothing(sender: Sender, api: HttpServer) -> None:
    call = received(sender, "ada@b.example")
    signature = call.headers["svix-signature"]
    call.headers["svix-signature"] = signature[:-4] + ("AAA=" if not signature.endswith("AAA=") else "BBB=")
    assert call.post(sender).status_code == 401
    assert received(sender, "ada@b.example", "../domains").post(sender).status_code == 400
    assert (api.asked, ProviderReport.objects.in_workspace(sender.workspace).count()) == ([], 0)
