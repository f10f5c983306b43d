"""Mailgun: mail over its v3 API, and what its answers mean."""

import base64
from typing import Any, cast
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from messaging.mime.skeleton import MailParts
from messaging.providers.base import Account, Envelope, Outcome, Provider, Retry, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class MailgunConfig(StrictModel):
    """Which domain, in which region."""

    domain: str = Field(
        title="Sending domain",
        pattern=r"^[a-z0-9.-]{1,253}$",
        examples=["mg.example.com"],
        description="As at Mailgun.",
    )
    base_url: BaseUrl = Field(
        default="https://api.mailgun.net",
        title="Address of the API",
        description="https://api.eu.mailgun.net for domains in the EU.",
    )


class MailgunCredentials(StrictModel):
    """A sending key of the domain, or a key of the account."""

    api_key: SecretStr = Field(title="API key", min_length=1, max_length=200)


class MailgunProvider(Provider):
    """Mail by Mailgun.

    It knows no idempotency keys: a message without an answer stays unknown. A key that is refused, an unknown domain
    and unpaid bills hold all of the sender's messages.
    """

    key = "mailgun"
    label = "Mailgun"
    channels = frozenset({"email"})
    Config = MailgunConfig
    Credentials = MailgunCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(MailgunConfig, account.config), cast(MailgunCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))


class _Api(HttpApi[MailParts]):
    def __init__(self, config: MailgunConfig, credentials: MailgunCredentials) -> None:
        self._config = config
        pair = f"api:{credentials.api_key.get_secret_value()}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._config.base_url}/v3/{self._config.domain}/tags?limit=1", self._headers))

    def request(self, envelope: Envelope[MailParts]) -> Request:
        parts = envelope.payload
        fields = {
            "from": parts.sender,
            "to": parts.recipient,
            "subject": parts.subject,
            "html": parts.mail.html,
            "text": parts.mail.text,
            "v:message_id": envelope.key,
            "o:tracking": "no",
            **{f"h:{name}": value for name, value in parts.headers.items()},
        }
        if parts.reply_to:
            fields["h:Reply-To"] = parts.reply_to
        url = f"{self._config.base_url}/v3/{self._config.domain}/messages"
        return Request("POST", url, self._headers | _FORM, urlencode(fields).encode())

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200:
            return accepted(said.get("id"))
        detail = str(said.get("message", ""))
        if answer.status == 402:
            return Retry("provider_unavailable", f"402 {detail}".strip(), provider_fault=True)
        return refused(answer, detail)
