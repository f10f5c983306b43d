"""A customer's own endpoint as provider: each message as a signed POST after Standard Webhooks, for it to send on."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.channels.payloads import Payload
from messaging.providers.base import Account, Envelope, Outcome, Provider, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer
from workspaces.http.signing import signature


class WebhookConfig(StrictModel):
    """Where messages go."""

    url: BaseUrl = Field(title="Address", examples=["https://example.com/messages"])


class WebhookCredentials(StrictModel):
    """What calls are signed with; `previous_secret` is for the time in which the endpoint changes over."""

    secret: SecretStr = Field(
        title="Secret", min_length=16, max_length=200, description="whsec_… of Standard Webhooks, or any other text."
    )
    previous_secret: SecretStr = Field(
        default=SecretStr(""), title="Previous secret", max_length=200, description="Signs, too, while it is given."
    )


class WebhookProvider(Provider):
    """Each message is a POST of JSON to an address of yours, signed after Standard Webhooks.

    The document is `{"id", "channel", "from", "to", "message"}`; `id` is the same for every attempt and stands in
    `webhook-id`, too. Any 2xx means that you have it, and an `id` in your answer is kept as yours; 400 and 422 refuse
    the message; 429 with `Retry-After` asks for later. What is not answered, or by 5xx, is sent again with the same
    `webhook-id` for 24 hours: take each id once.
    """

    key = "webhook"
    label = "Your own endpoint"
    channels = frozenset({"sms", "whatsapp", "telegram", "push"})
    Config = WebhookConfig
    Credentials = WebhookCredentials
    whereabouts = frozenset({"url"})
    repeatable_for = timedelta(hours=24)

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(WebhookConfig, account.config), cast(WebhookCredentials, account.credentials)
        secrets = (credentials.secret.get_secret_value(), credentials.previous_secret.get_secret_value())
        return HttpSession(_Api(config.url, [secret for secret in secrets if secret]))


class _Api(HttpApi[Payload]):
    def __init__(self, url: str, secrets: Sequence[str]) -> None:
        self._url = url
        self._secrets = secrets

    def request(self, envelope: Envelope[Payload]) -> Request:
        payload = envelope.payload
        document = {
            "id": envelope.key,
            "channel": payload.channel,
            "from": envelope.sender,
            "to": envelope.recipient,
            "message": asdict(payload),
        }
        wanted = Request.json(self._url, document, {})
        stamp = str(int(time.time()))
        headers = {
            **wanted.headers,
            "webhook-id": envelope.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._secrets, envelope.key, stamp, wanted.body),
        }
        return Request(wanted.method, wanted.url, headers, wanted.body)

    def read(self, answer: Answer) -> Outcome:
        if 200 <= answer.status < 300:
            return accepted(json_of(answer).get("id"))
        return refused(answer, answer.body[:200].decode("utf-8", "replace"))
