"""Calls as vendors make them: one delivered message each, signed as the vendor signs."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from django.http import HttpResponse
from django.test import Client

from messaging.models import Sender
from workspaces.http.signing import signature

_RSA = rsa.generate_private_key(65537, 2048)
_KEY = ec.derive_private_key(7, ec.SECP256R1())
PUBLIC_KEY = base64.b64encode(
    _KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
SECRET = "whsec_" + base64.b64encode(b"a secret of 24 bytes, ok").decode()
PASSWORD = "a-password-of-mine"
BASE = "https://campanile.example"


@dataclass(frozen=True)
class Vendor:
    """How a sender of the vendor is made."""

    channel: str
    from_address: str
    secrets: Mapping[str, str]
    config: Mapping[str, Any] = field(default_factory=dict)
    credentials: Mapping[str, Any] = field(default_factory=dict)


TOPIC = "arn:aws:sns:eu-central-1:123456789012:mail"
VENDORS = {
    "resend": Vendor("email", "me@a.example", {"signing_secret": SECRET}, {}, {"api_key": "k"}),
    "ses": Vendor(
        "email",
        "me@a.example",
        {"topic_arn": TOPIC},
        {"region": "eu-central-1"},
        {"access_key_id": "A" * 20, "secret_access_key": "k" * 40},
    ),
    "postmark": Vendor("email", "me@a.example", {"secret": PASSWORD}, {}, {"server_token": "k"}),
    "sendgrid": Vendor(
        "email", "me@a.example", {"verification_key": PUBLIC_KEY, "secret": PASSWORD}, {}, {"api_key": "k"}
    ),
    "brevo": Vendor("email", "me@a.example", {"secret": PASSWORD}, {}, {"api_key": "k"}),
    "mailgun": Vendor(
        "email", "me@a.example", {"signing_key": "key-of-mailgun"}, {"domain": "mg.a.example"}, {"api_key": "k"}
    ),
    "twilio": Vendor(
        "sms", "+15550100", {"auth_token": PASSWORD}, {"account_sid": "AC" + "0" * 32}, {"secret": PASSWORD}
    ),
    "whatsapp_cloud": Vendor(
        "whatsapp",
        "+15550100",
        {"app_secret": "app-secret", "verify_token": "a-verify-token"},
        {"phone_number_id": "106540352242922"},
        {"token": "t"},
    ),
    "telegram_bot": Vendor("telegram", "@example_bot", {"secret_token": PASSWORD}, {}, {"token": "123456:token"}),
    "webhook": Vendor("sms", "+15550100", {"secret": SECRET}, {"url": "https://gateway.example"}, {"secret": SECRET}),
}


@dataclass
class Given:
    """A call on its way; tests bend it before it is made."""

    body: bytes
    headers: dict[str, str]
    content_type: str = "application/json"
    query: str = ""

    def post(self, sender: Sender, sender_id: str = "") -> HttpResponse:
        """Made over the whole stack."""
        path = f"/hooks/providers/{sender_id or sender.public_id}{self.query}"
        response: Any = Client().post(path, self.body, content_type=self.content_type, headers=self.headers)
        return response  # type: ignore[no-any-return]


def signed(vendor: str, document: Any, sender: Sender, *, query: str = "", call_id: str = "call-1") -> Given:
    """The vendor's call with this document; of Twilio, and of mails that Mailgun received, its fields."""
    stamp = str(int(time.time()))
    body = json.dumps(document).encode()
    if vendor == "resend":
        return Given(body, _standard("svix", call_id, stamp, body))
    if vendor == "webhook":
        return Given(body, _standard("webhook", call_id, stamp, body))
    if vendor == "ses":
        return Given(json.dumps(of_sns(document)).encode(), {}, "text/plain; charset=UTF-8")
    if vendor in ("postmark", "brevo"):
        pair = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
        return Given(body, {"Authorization": f"Basic {pair}" if vendor == "postmark" else f"Bearer {PASSWORD}"})
    if vendor == "sendgrid":
        proof = base64.b64encode(_KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
        name = "X-Twilio-Email-Event-Webhook"
        return Given(body, {f"{name}-Signature": proof, f"{name}-Timestamp": stamp})
    if vendor == "mailgun":
        token = hashlib.sha256(body).hexdigest()[:50]
        proof = hmac.new(b"key-of-mailgun", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        block = {"timestamp": stamp, "token": token, "signature": proof}
        if "event" in document:
            return Given(json.dumps({"signature": block, "event-data": document}).encode(), {})
        return Given(urlencode({**document, **block}).encode(), {}, "application/x-www-form-urlencoded")
    if vendor == "twilio":
        url = f"{BASE}/hooks/providers/{sender.public_id}{query}"
        text = url + "".join(name + document[name] for name in sorted(document))
        proof = base64.b64encode(hmac.new(PASSWORD.encode(), text.encode(), hashlib.sha1).digest()).decode()
        form = urlencode(document).encode()
        return Given(form, {"X-Twilio-Signature": proof}, "application/x-www-form-urlencoded", query)
    if vendor == "whatsapp_cloud":
        proof = hmac.new(b"app-secret", body, hashlib.sha256).hexdigest()
        return Given(body, {"X-Hub-Signature-256": f"sha256={proof}"})
    return Given(body, {"X-Telegram-Bot-Api-Secret-Token": PASSWORD})


def _standard(prefix: str, call_id: str, stamp: str, body: bytes) -> dict[str, str]:
    proof = signature([SECRET], call_id, stamp, body)
    return {f"{prefix}-id": call_id, f"{prefix}-timestamp": stamp, f"{prefix}-signature": proof}


def of_sns(event: Any, **fields: str) -> dict[str, Any]:
    """The event as a notification of SNS, signed by the key of `certificate`."""
    document = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": json.dumps(event),
        "Timestamp": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds"),
        "SignatureVersion": "2",
        "SigningCertURL": f"https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-{'0' * 32}.pem",
        **fields,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    text = "".join(f"{name}\n{document[name]}\n" for name in names if name in document)
    digest = hashes.SHA256() if document["SignatureVersion"] == "2" else hashes.SHA1()
    proof = _RSA.sign(text.encode(), padding.PKCS1v15(), digest)
    return {**document, "Signature": base64.b64encode(proof).decode()}


def certificate() -> bytes:
    """What Amazon would serve."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(_RSA.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2050, 1, 1))  # noqa: DTZ001
    return made.sign(_RSA, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def of_whatsapp(value: dict[str, Any], number: str = "106540352242922") -> dict[str, Any]:
    """One change as Meta wraps it."""
    whole = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": whole}]}],
    }


def delivered(vendor: str, key: str, sender: Sender) -> Given:
    """The vendor reports that the message with this key was delivered."""
    now = int(time.time())
    documents: dict[str, Any] = {
        "resend": {"type": "email.delivered", "data": {"email_id": "r1", "tags": {"message_id": key}}},
        "ses": {"eventType": "Delivery", "mail": {"tags": {"message_id": [key]}}, "delivery": {}},
        "postmark": {"RecordType": "Delivery", "MessageID": "p1", "Metadata": {"message_id": key}},
        "sendgrid": [{"event": "delivered", "sg_event_id": "e1", "message_id": key, "timestamp": now}],
        "brevo": {"event": "delivered", "message-id": "<b1@a>", "X-Mailin-custom": key, "ts_event": now},
        "mailgun": {"event": "delivered", "user-variables": {"message_id": key}, "timestamp": now},
        "twilio": {"MessageSid": "SM1", "MessageStatus": "delivered"},
        "whatsapp_cloud": of_whatsapp(
            {"statuses": [{"id": "w1", "status": "delivered", "biz_opaque_callback_data": key, "timestamp": str(now)}]}
        ),
        "webhook": {"events": [{"id": "1", "type": "message.delivered", "message": key}]},
    }
    query = f"?message={key}" if vendor == "twilio" else ""
    return signed(vendor, documents[vendor], sender, query=query)
