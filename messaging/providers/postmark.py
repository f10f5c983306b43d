"""Postmark: mail over its API, and what its error codes mean."""

from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.mime.skeleton import MailParts
from messaging.providers.base import Account, Envelope, Outcome, Provider, Rejected, Retry, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

# https://postmarkapp.com/developer/api/overview#error-codes. Others are read by their status.
_BAD_ADDRESS = frozenset({300})
_INACTIVE = 406
_ACCOUNT = frozenset({10, 400, 401, 405, 411, 412, 413, 1235})


class PostmarkConfig(StrictModel):
    """Which stream of the server."""

    message_stream: str = Field(
        default="outbound",
        title="Message stream",
        pattern=r"^[a-z0-9-]{1,30}$",
        description="`broadcast` or one of your own for marketing.",
    )
    base_url: BaseUrl = Field(default="https://api.postmarkapp.com", title="Address of the API")


class PostmarkCredentials(StrictModel):
    """The server's token."""

    server_token: SecretStr = Field(title="Server API token", min_length=1, max_length=200)


class PostmarkProvider(Provider):
    """Mail by Postmark.

    It knows no idempotency keys: a message without an answer stays unknown. Addresses that it sends nothing to any
    more, as they bounced or complained before, are refused and suppressed; a wrong token, a sender signature that isn't
    confirmed, and an account that may not send hold all of the sender's messages.
    """

    key = "postmark"
    label = "Postmark"
    channels = frozenset({"email"})
    Config = PostmarkConfig
    Credentials = PostmarkCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(PostmarkConfig, account.config), cast(PostmarkCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))


class _Api(HttpApi[MailParts]):
    def __init__(self, config: PostmarkConfig, credentials: PostmarkCredentials) -> None:
        self._config = config
        self._headers = {
            "X-Postmark-Server-Token": credentials.server_token.get_secret_value(),
            "Accept": "application/json",
        }

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._config.base_url}/server", self._headers))

    def request(self, envelope: Envelope[MailParts]) -> Request:
        parts = envelope.payload
        document: dict[str, Any] = {
            "From": parts.sender,
            "To": parts.recipient,
            "Subject": parts.subject,
            "HtmlBody": parts.mail.html,
            "TextBody": parts.mail.text,
            "MessageStream": self._config.message_stream,
            "TrackOpens": False,
            "TrackLinks": "None",
            "Headers": [{"Name": name, "Value": value} for name, value in parts.headers.items()],
            "Metadata": {"message_id": envelope.key},
        }
        if parts.reply_to:
            document["ReplyTo"] = parts.reply_to
        return Request.json(f"{self._config.base_url}/email", document, self._headers)

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200 and said.get("ErrorCode", 0) == 0:
            return accepted(said.get("MessageID"))
        code, detail = said.get("ErrorCode"), f"{said.get('ErrorCode', '')} {said.get('Message', '')}".strip()
        if answer.status >= 500 or not isinstance(code, int):
            return refused(answer, detail)
        if code in _BAD_ADDRESS or code == _INACTIVE:
            return Rejected("recipient_invalid", detail, no_address=code == _INACTIVE)
        if code in _ACCOUNT:
            return Retry("provider_unavailable", detail, provider_fault=True)
        return refused(answer, detail)
