"""Brevo: mail over its v3 API, and what its error codes mean."""

from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.mime.skeleton import MailParts
from messaging.providers.base import Account, Envelope, Outcome, Provider, Retry, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

_ACCOUNT = frozenset({"account_under_validation", "not_enough_credits", "permission_denied", "unauthorized"})


class BrevoConfig(StrictModel):
    """Where the API is."""

    base_url: BaseUrl = Field(default="https://api.brevo.com", title="Address of the API")


class BrevoCredentials(StrictModel):
    """A key of the API; SMTP keys are others."""

    api_key: SecretStr = Field(title="API key", min_length=1, max_length=200)


class BrevoProvider(Provider):
    """Mail by Brevo.

    No idempotency keys are used: a message without an answer stays unknown. A key that is refused, spent credits and an
    account under validation hold all of the sender's messages.
    """

    key = "brevo"
    label = "Brevo"
    channels = frozenset({"email"})
    Config = BrevoConfig
    Credentials = BrevoCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(BrevoConfig, account.config), cast(BrevoCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))


class _Api(HttpApi[MailParts]):
    def __init__(self, config: BrevoConfig, credentials: BrevoCredentials) -> None:
        self._base = config.base_url
        self._headers = {"api-key": credentials.api_key.get_secret_value(), "Accept": "application/json"}

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._base}/v3/account", self._headers))

    def request(self, envelope: Envelope[MailParts]) -> Request:
        parts = envelope.payload
        mail = parts.mail
        document: dict[str, Any] = {
            "sender": parts.sender_fields,
            "to": [parts.recipient_fields],
            "subject": parts.subject,
            "htmlContent": mail.html,
            "textContent": mail.text,
            "headers": {"X-Mailin-custom": envelope.key, **parts.headers},
        }
        if parts.reply_to_fields:
            document["replyTo"] = parts.reply_to_fields
        return Request.json(f"{self._base}/v3/smtp/email", document, self._headers)

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status in (200, 201, 202):
            return accepted(said.get("messageId"))
        detail = f"{said.get('code', '')} {said.get('message', '')}".strip()
        if answer.status == 402 or (answer.status < 500 and said.get("code") in _ACCOUNT):
            return Retry("provider_unavailable", f"{answer.status} {detail}".strip(), provider_fault=True)
        return refused(answer, detail)
