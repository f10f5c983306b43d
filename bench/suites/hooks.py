"""How fast reports of providers are taken and applied: signed calls over the web view and the stage, and bare SQL."""

import base64
import itertools
import json
import time
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction
from django.test import Client

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import ACTOR, make_workspace
from bench.harness import Row, pairs, rate_row
from messaging.hooks import stage
from messaging.models import Message, Sender
from messaging.services import sender_create
from messaging.services.sender_hooks import sender_hook_set
from workspaces.ids import encode_row
from workspaces.models import Workspace

REPORTS, TO_A_CALL = 10_000, 500
_KEY = ec.generate_private_key(ec.SECP256R1())
_HEADER = "X-Twilio-Email-Event-Webhook"
_SENT = """
INSERT INTO messaging_message (
    workspace_id, stream_id, contact_id, node, channel, message_type, template_version_id, sender_id, address, state,
    not_before, created_at, settled_at
)
SELECT workspace_id, %(stream)s, id, 'mail', 'email', 'marketing', uuidv7(), %(sender)s, email, 'accepted',
       now(), now(), now()
FROM contacts_contact WHERE workspace_id = %(workspace)s
"""
_KEPT = """
INSERT INTO messaging_providerreport (
    workspace_id, sender_id, digest, fact, message_id, address, data, happened_at, received_at
)
SELECT workspace_id, sender_id, gen_random_uuid(), 'delivered', id, address, '{}', now(), now()
FROM messaging_message WHERE id = ANY (%(messages)s)
RETURNING id
"""
_APPLIED = (
    "UPDATE messaging_message SET delivered_at = now() WHERE id = ANY (%(messages)s)",
    "UPDATE messaging_providerreport SET outcome = 'applied', applied_at = now() WHERE id = ANY (%(kept)s)",
)


def measure() -> Sequence[Row]:
    """Each repetition reports as many messages of their own as delivered."""
    workspace = make_workspace("hooks")
    insert_contacts(workspace.pk, REPORTS)
    sender = _listening(workspace)
    numbers = itertools.count()
    ours, raw = pairs(lambda: _reported(sender, _sent(sender), next(numbers)), lambda: _raw(_sent(sender)))
    return [rate_row("signed reports of providers, taken and applied vs bare SQL", "reports/s", ours, raw, floor=0.1)]


def _listening(workspace: Workspace) -> Sender:
    sender = sender_create(
        workspace=workspace,
        name="Reports",
        channel="email",
        provider="sendgrid",
        from_address="bench@example.com",
        credentials={"api_key": "k"},
        actor=ACTOR,
    )
    public = _KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    secrets = {"verification_key": base64.b64encode(public).decode()}
    sender_hook_set(sender=sender, secrets=secrets, actor=ACTOR)
    return sender


def _sent(sender: Sender) -> list[Message]:
    """Messages that the provider took; those of earlier repetitions stay."""
    stream = scalar("SELECT uuidv7()")
    with connection.cursor() as cursor:
        cursor.execute(_SENT, {"workspace": sender.workspace_id, "sender": sender.pk, "stream": stream})
    analyze("messaging_message", "messaging_providerreport")
    return list(
        Message.objects.in_workspace(sender.workspace_id).filter(stream=stream).only("pk", "created_at", "stream_id")
    )


def _reported(sender: Sender, messages: Sequence[Message], number: int) -> float:
    calls = [_call(messages[at : at + TO_A_CALL], number) for at in range(0, REPORTS, TO_A_CALL)]
    client = Client()
    started = time.perf_counter()
    for body, headers in calls:
        answer = client.post(
            f"/hooks/providers/{sender.public_id}", body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 200, answer.status_code
    while stage.run():
        pass
    elapsed = time.perf_counter() - started
    _check(messages)
    return REPORTS / elapsed


def _call(messages: Sequence[Message], number: int) -> tuple[bytes, dict[str, str]]:
    now = int(time.time())
    events = [
        {
            "event": "delivered",
            "sg_event_id": f"{number}-{message.pk}",
            "message_id": encode_row(Message.ID_PREFIX, message.pk, message.created_at),
            "timestamp": now,
        }
        for message in messages
    ]
    body = json.dumps(events).encode()
    proof = base64.b64encode(_KEY.sign(f"{now}".encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return body, {"Host": "localhost", f"{_HEADER}-Signature": proof, f"{_HEADER}-Timestamp": f"{now}"}


def _raw(messages: Sequence[Message]) -> float:
    started = time.perf_counter()
    for at in range(0, REPORTS, TO_A_CALL):
        ids = [message.pk for message in messages[at : at + TO_A_CALL]]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KEPT, {"messages": ids})
            kept = [row[0] for row in cursor.fetchall()]
            for statement in _APPLIED:
                cursor.execute(statement, {"messages": ids, "kept": kept})
    elapsed = time.perf_counter() - started
    _check(messages)
    return REPORTS / elapsed


def _check(messages: Sequence[Message]) -> None:
    noted = Message.objects.across_workspaces().filter(stream=messages[0].stream_id, delivered_at__isnull=False).count()
    assert noted == REPORTS, noted
