"""Amazon SES by its v2 API: mail as whole messages, in signed requests (sigv4.py), and what its errors mean."""

import base64
import json
from datetime import UTC, datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.providers.base import (
    Account,
    Envelope,
    Outcome,
    Provider,
    ProviderUnavailable,
    Rejected,
    Retry,
    Session,
    StrictModel,
)
from messaging.providers.http_api import HttpApi, Request, accepted, ask, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from messaging.providers.sigv4 import Signer
from workspaces.http import Answer, Client

# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors, and the common errors.
_ACCOUNT = frozenset(
    {
        "AccountSuspendedException",
        "LimitExceededException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "OptInRequired",
        "RequestExpired",
        "SendingPausedException",
    }
)
_BUSY = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
# Of the whole account, for up to a day: no message is to lose its tries to it.
_QUOTA = "daily message quota"
# The sender's own address, or everybody's while the account is in the sandbox.
_UNVERIFIED = "not verified"


class SesConfig(StrictModel):
    """Where in the world, and what SES is to do besides."""

    region: str = Field(title="Region", pattern=r"^[a-z]{2,3}(-[a-z]+){1,3}-[0-9]{1,2}$", examples=["eu-central-1"])
    configuration_set: str = Field(
        default="",
        title="Configuration set",
        pattern=r"^[A-Za-z0-9_-]{0,64}$",
        description="For what SES tells of bounces and complaints; empty: that of the domain.",
    )
    base_url: str = Field(
        default="",
        title="Address of the API",
        max_length=300,
        pattern=r"^(https?://[^\s?#@]*[^\s?#@/])?$",
        description="Empty: that of the region.",
    )

    @property
    def root(self) -> str:
        """The address that paths are appended to."""
        return self.base_url or f"https://email.{self.region}.amazonaws.com"


class SesCredentials(StrictModel):
    """An access key of a user who may `ses:SendEmail` (and `ses:GetAccount`, for testing the connection)."""

    access_key_id: SecretStr = Field(title="Access key ID", min_length=16, max_length=128)
    secret_access_key: SecretStr = Field(title="Secret access key", min_length=16, max_length=128)


class SesProvider(Provider):
    """Mail by Amazon SES.

    It knows no idempotency keys: a message without an answer stays unknown. Keys that are refused, addresses that
    aren't verified, a paused or suspended account and a used-up daily quota hold all of the sender's messages.
    """

    key = "ses"
    label = "Amazon SES"
    channels = frozenset({"email"})
    Config = SesConfig
    Credentials = SesCredentials
    whereabouts = frozenset({"region", "base_url"})
    takes_mime = True

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(SesConfig, account.config), cast(SesCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))


class _Api(HttpApi[bytes]):
    def __init__(self, config: SesConfig, credentials: SesCredentials) -> None:
        self._config = config
        key_id, secret = credentials.access_key_id, credentials.secret_access_key
        self._signer = Signer(key_id.get_secret_value(), secret.get_secret_value(), config.region, "ses")

    def check(self, client: Client) -> None:
        said = json_of(ask(client, self._signed("GET", "/v2/email/account")))
        if said.get("SendingEnabled") is False:
            raise ProviderUnavailable("sending is switched off for this account")

    def request(self, envelope: Envelope[bytes]) -> Request:
        document: dict[str, Any] = {
            "FromEmailAddress": envelope.sender,
            "Destination": {"ToAddresses": [envelope.recipient]},
            "Content": {"Raw": {"Data": base64.b64encode(envelope.payload).decode("ascii")}},
            "EmailTags": [{"Name": "message_id", "Value": envelope.key}],
        }
        if self._config.configuration_set:
            document["ConfigurationSetName"] = self._config.configuration_set
        return self._signed("POST", "/v2/email/outbound-emails", json.dumps(document).encode())

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200:
            return accepted(said.get("MessageId"))
        # The header may go on with an address: "NotFoundException:http://…".
        code = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
        words = str(said.get("message") or said.get("Message") or "")
        detail = f"{code} {words}".strip()
        if answer.status >= 500:
            return refused(answer, detail)
        if code in _ACCOUNT or _QUOTA in words.lower() or _UNVERIFIED in words.lower():
            return Retry("provider_unavailable", detail, provider_fault=True)
        if code in _BUSY:
            return Retry("provider_busy", detail, after=retry_after(answer))
        if code == "MessageRejected":
            return Rejected("provider_refused", detail)
        return refused(answer, detail)

    def _signed(self, method: str, path: str, body: bytes = b"") -> Request:
        url = f"{self._config.root}{path}"
        given = {"Content-Type": "application/json"} if body else {}
        return Request(method, url, self._signer.headers(method, url, given, body, datetime.now(UTC)), body)
