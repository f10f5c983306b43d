"""Resend: mail over its API, which knows a message again by its key for 24 hours."""

from datetime import timedelta
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.mime.skeleton import MailParts
from messaging.providers.base import Account, Ambiguous, Envelope, Outcome, Provider, Retry, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer

_CONCURRENCY = 4


class ResendConfig(StrictModel):
    """Where the API is."""

    base_url: BaseUrl = Field(default="https://api.resend.com", title="Address of the API")


class ResendCredentials(StrictModel):
    """A key that may send."""

    api_key: SecretStr = Field(title="API key", min_length=1, max_length=200)


class ResendProvider(Provider):
    """Mail by Resend.

    It knows a message again by its key for 24 hours, so one without an answer is sent again with the same key. Keys
    that are refused and domains that aren't verified hold all of the sender's messages.
    """

    key = "resend"
    label = "Resend"
    channels = frozenset({"email"})
    Config = ResendConfig
    Credentials = ResendCredentials
    repeatable_for = timedelta(hours=24)

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(ResendConfig, account.config), cast(ResendCredentials, account.credentials)
        return HttpSession(_Api(config, credentials), _CONCURRENCY)


class _Api(HttpApi[MailParts]):
    def __init__(self, config: ResendConfig, credentials: ResendCredentials) -> None:
        self._url = f"{config.base_url}/emails"
        self._headers = {"Authorization": f"Bearer {credentials.api_key.get_secret_value()}"}

    def request(self, envelope: Envelope[MailParts]) -> Request:
        parts = envelope.payload
        document: dict[str, Any] = {
            "from": parts.sender,
            "to": [parts.recipient],
            "subject": parts.subject,
            "html": parts.mail.html,
            "text": parts.mail.text,
            "headers": parts.headers,
            "tags": [{"name": "message_id", "value": envelope.key}],
        }
        if parts.reply_to:
            document["reply_to"] = parts.reply_to
        return Request.json(self._url, document, {**self._headers, "Idempotency-Key": envelope.key})

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200:
            return accepted(said.get("id"))
        detail = f"{said.get('name', '')} {said.get('message', '')}".strip()
        if answer.status == 409 and said.get("name") == "concurrent_idempotent_requests":
            return Retry("provider_busy", f"409 {detail}")
        if answer.status == 409:
            # The key came before, with other words: it may have been sent then.
            return Ambiguous("no_answer", f"409 {detail}")
        return refused(answer, detail)
