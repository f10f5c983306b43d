"""SendGrid: mail over its v3 API, and what its answers mean."""

from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.mime.skeleton import MailParts
from messaging.providers.base import Account, Envelope, Outcome, Provider, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client


class SendGridConfig(StrictModel):
    """Where the API is."""

    base_url: BaseUrl = Field(
        default="https://api.sendgrid.com",
        title="Address of the API",
        description="https://api.eu.sendgrid.com for accounts in the EU.",
    )


class SendGridCredentials(StrictModel):
    """A key with the permission *Mail Send*."""

    api_key: SecretStr = Field(title="API key", min_length=1, max_length=200)


class SendGridProvider(Provider):
    """Mail by SendGrid.

    It knows no idempotency keys: a message without an answer stays unknown. A key that is refused and a sender that
    isn't verified hold all of the sender's messages.
    """

    key = "sendgrid"
    label = "SendGrid"
    channels = frozenset({"email"})
    Config = SendGridConfig
    Credentials = SendGridCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(SendGridConfig, account.config), cast(SendGridCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))


class _Api(HttpApi[MailParts]):
    def __init__(self, config: SendGridConfig, credentials: SendGridCredentials) -> None:
        self._base = config.base_url
        self._headers = {"Authorization": f"Bearer {credentials.api_key.get_secret_value()}"}

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._base}/v3/scopes", self._headers))

    def request(self, envelope: Envelope[MailParts]) -> Request:
        parts = envelope.payload
        mail = parts.mail
        bodies = (("text/plain", mail.text), ("text/html", mail.html))
        document: dict[str, Any] = {
            "personalizations": [{"to": [parts.recipient_fields]}],
            "from": parts.sender_fields,
            "subject": parts.subject,
            "content": [{"type": kind, "value": body} for kind, body in bodies if body],
            "custom_args": {"message_id": envelope.key},
            # Opens and clicks are noted here; twice would lead links over two detours.
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
                "subscription_tracking": {"enable": False},
            },
        }
        if parts.headers:
            document["headers"] = parts.headers
        if parts.reply_to_fields:
            document["reply_to"] = parts.reply_to_fields
        return Request.json(f"{self._base}/v3/mail/send", document, self._headers)

    def read(self, answer: Answer) -> Outcome:
        if answer.status in (200, 202):
            return accepted(answer.headers.get("x-message-id"))
        errors = json_of(answer).get("errors")
        found = errors if isinstance(errors, list) else []
        return refused(answer, "; ".join(str(each.get("message", "")) for each in found if isinstance(each, dict)))
