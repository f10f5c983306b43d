"""Web push: messages to browsers by their makers' push services, each at an address of its own, and what these answer.

Encryption and the proof of who sends are push_encryption.py's. Nothing that one address says or fails to do is a fault
of the provider as such: the next device's service is another one, and an address is whatever a browser gave.
"""

import time
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from messaging.channels.payloads import BrowserPush
from messaging.delivery.batch import Point
from messaging.providers.base import (
    Account,
    Ambiguous,
    Envelope,
    Outcome,
    Provider,
    Rejected,
    Retry,
    Session,
    StrictModel,
)
from messaging.providers.devices import sent_to_each
from messaging.providers.http_api import HttpApi, Request, accepted, retry_after
from messaging.providers.http_session import HttpSession
from messaging.providers.push_encryption import KeyPair, Subscription, encrypted
from workspaces.http import Answer, CallFailed, Client, Failure

# Seconds. RFC 8292 allows a day; what is signed for one service is used again for a while.
_PROOF_LIFE, _PROOF_USED = 12 * 3_600, 3_600
_HOUR = 3_600
_GONE = frozenset({404, 410})
# A service keeps one message of a topic for a browser that is away.
_TOPIC = "campanile"
_MOST_PROOFS = 1_000


class WebPushConfig(StrictModel):
    """As whom to send, and what push services do with messages for browsers that are away."""

    subject: str = Field(
        title="Contact for push services",
        max_length=200,
        pattern=r"^(mailto:[^\s@<>]+@[^\s@<>]+|https://[^\s<>]+)$",
        examples=["mailto:it@example.com"],
        description="Whom the makers of browsers write to when something is wrong.",
    )
    ttl_hours: int = Field(
        default=72,
        ge=0,
        le=672,
        title="Kept for",
        description="Hours; 0: shown now or never. For browsers that are off.",
    )
    urgency: Literal["very-low", "low", "normal", "high"] = Field(
        default="normal",
        title="Urgency",
        description="Devices that save power wait with what is less urgent.",
        json_schema_extra={
            "x-labels": {
                "very-low": "On power and Wi-Fi",
                "low": "On power or Wi-Fi",
                "normal": "Normal",
                "high": "Also at low battery",
            }
        },
    )
    newest_only: bool = Field(default=False, title="Of messages that wait for a browser, show only the newest")


class WebPushCredentials(StrictModel):
    """The private half of the key pair; browsers subscribe to the public one."""

    private_key: SecretStr = Field(
        default_factory=lambda: SecretStr(KeyPair.fresh()),
        title="Private key",
        max_length=100,
        description="One of your own in base64url, to keep the subscriptions made with it; else a pair is made.",
    )

    @field_validator("private_key")
    @classmethod
    def _readable(cls, value: SecretStr) -> SecretStr:
        KeyPair.read(value.get_secret_value())
        return value


class WebPushProvider(Provider):
    """Push messages to browsers, by the web push protocol with VAPID; no account anywhere is needed.

    Websites subscribe their visitors by the snippet. It knows no idempotency keys: a message without an answer stays
    unknown. Subscriptions that a push service no longer knows (404, 410) are ended. What one push service says counts
    for that device alone; it never holds the sender's other messages.
    """

    key = "web_push"
    label = "Web push (VAPID)"
    channels = frozenset({"push"})
    Config = WebPushConfig
    Credentials = WebPushCredentials
    subscriptions = True

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        return HttpSession(_Api(cast(WebPushConfig, account.config), key_pair_of(account)))

    def shown(self, account: Account) -> dict[str, str]:
        """See `Provider.shown`."""
        return {"Public key (applicationServerKey)": key_pair_of(account).public}


def key_pair_of(account: Account) -> KeyPair:
    """The key pair of a sender of this provider."""
    return KeyPair.read(cast(WebPushCredentials, account.credentials).private_key.get_secret_value())


class _Api(HttpApi[BrowserPush]):
    timeout = 10.0

    def __init__(self, config: WebPushConfig, pair: KeyPair) -> None:
        self._config = config
        self._pair = pair
        self._proofs: dict[str, tuple[str, float]] = {}

    def send(self, client: Client, envelope: Envelope[BrowserPush]) -> Outcome:
        devices = {each.address: each for each in envelope.payload.subscriptions}
        return sent_to_each(devices, lambda address: self._send_to(client, envelope, devices[address]))

    def request(self, envelope: Envelope[BrowserPush]) -> Request:
        return self._request(envelope, envelope.payload.subscriptions[0])

    def read(self, answer: Answer) -> Outcome:
        status, said = answer.status, answer.body[:200].decode("utf-8", "replace").strip()
        detail = f"{status} {said}".strip()
        if 200 <= status < 300:
            return accepted(answer.headers.get("location", "").rpartition("/")[2])
        if status in _GONE:
            return Rejected("recipient_invalid", detail)
        if status == 429 or (status == 503 and "retry-after" in answer.headers):
            return Retry("provider_busy", detail, after=retry_after(answer))
        if status == 408 or status >= 500:
            return Ambiguous("no_answer", detail)
        return Rejected("provider_refused", detail)

    def _send_to(self, client: Client, envelope: Envelope[BrowserPush], device: Point) -> Outcome:
        try:
            wanted = self._request(envelope, device)
        except ValueError as error:
            return Rejected("recipient_invalid", str(error), gone=(device.address,))
        outcome = self.asked(client, wanted)
        if isinstance(outcome, Rejected) and outcome.reason == "recipient_invalid":
            return Rejected(outcome.reason, outcome.detail, gone=(device.address,))
        return outcome

    def lost(self, failed: CallFailed) -> Outcome:
        if failed.written:
            return Ambiguous("no_answer", str(failed))
        if failed.reason in (Failure.URL_REFUSED, Failure.ADDRESS_REFUSED):
            return Rejected("recipient_invalid", str(failed))
        return Retry("connection_lost", str(failed))

    def _request(self, envelope: Envelope[BrowserPush], device: Point) -> Request:
        """Raises ValueError for a device that has no usable keys."""
        body = encrypted(envelope.payload.text, Subscription.read(device.data))
        headers = {
            "Authorization": self._proof(device.address),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(self._config.ttl_hours * _HOUR),
            "Urgency": self._config.urgency,
        }
        if self._config.newest_only:
            headers["Topic"] = _TOPIC
        return Request("POST", device.address, headers, body)

    def _proof(self, address: str) -> str:
        """What says to the service at this address who sends; signed anew each hour."""
        parts, now = urlsplit(address), time.time()
        audience = f"{parts.scheme}://{parts.netloc}"
        proof, until = self._proofs.get(audience, ("", 0.0))
        if until < now:
            claims = {"aud": audience, "exp": int(now) + _PROOF_LIFE, "sub": self._config.subject}
            proof = f"vapid t={self._pair.signed(claims)}, k={self._pair.public}"
            if len(self._proofs) >= _MOST_PROOFS:
                self._proofs.clear()
            self._proofs[audience] = (proof, now + _PROOF_USED)
        return proof
