"""Twilio: text messages over its Messages API, and what its error codes mean."""

import base64
from typing import Any, cast
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from messaging.channels.payloads import TextMessage
from messaging.providers.base import Account, Envelope, Outcome, Provider, Rejected, Retry, Session, StrictModel
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# https://www.twilio.com/docs/api/errors. Codes that stand in none of these are read by their status.
_BAD_NUMBER = frozenset({21211, 21214, 21217, 21219, 21265, 21266, 21408, 21612, 21614, 21635})
# Of these the numbers that are none, or of a telephone that takes no texts. The others may be about our own account.
_NO_NUMBER = frozenset({21211, 21217, 21614})
_OPTED_OUT = 21610
_BUSY = frozenset({14107, 20429, 21611, 30001})
# The account, its credentials, or the sender's own number.
_ACCOUNT = frozenset(
    {20003, 20005, 20006, 20403, 20404, 21212, 21603, 21606, 21607, 21659, 21660, 21701, 21703, 21704} | {30002}
)


class TwilioConfig(StrictModel):
    """Which account at Twilio."""

    account_sid: str = Field(title="Account SID", pattern=r"^AC[0-9a-fA-F]{32}$")
    base_url: BaseUrl = Field(
        default="https://api.twilio.com",
        title="Address of the API",
        description="Another one for a region, such as https://api.dublin.ie1.twilio.com.",
    )


class TwilioCredentials(StrictModel):
    """The account's auth token; or an API key, which can be withdrawn by itself."""

    key_sid: str = Field(
        default="",
        title="API key SID",
        pattern=r"^(SK[0-9a-fA-F]{32})?$",
        description="Of an API key; empty for the auth token.",
    )
    secret: SecretStr = Field(
        title="Auth token or key secret", min_length=1, max_length=200, description="Of the account, or of the API key."
    )


class TwilioProvider(Provider):
    """Text messages by Twilio.

    It knows no idempotency keys: a message without an answer stays unknown. Numbers that can't be reached and people
    who answered STOP are refusals of that one message; a wrong token, a suspended account or a sender's number that
    isn't the account's hold all of the sender's messages.
    """

    key = "twilio"
    label = "Twilio"
    channels = frozenset({"sms"})
    Config = TwilioConfig
    Credentials = TwilioCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(TwilioConfig, account.config), cast(TwilioCredentials, account.credentials)
        return HttpSession(_Api(config, credentials, account.reports_to))


class _Api(HttpApi[TextMessage]):
    def __init__(self, config: TwilioConfig, credentials: TwilioCredentials, reports_to: str) -> None:
        # Twilio refuses messages whose callback it can't reach, such as on a machine of one's own.
        self._reports_to = reports_to if reports_to.startswith("https://") else ""
        self._account = f"{config.base_url}/2010-04-01/Accounts/{config.account_sid}"
        name = credentials.key_sid or config.account_sid
        pair = f"{name}:{credentials.secret.get_secret_value()}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._account}.json", self._headers))

    def request(self, envelope: Envelope[TextMessage]) -> Request:
        origin = "MessagingServiceSid" if envelope.sender.startswith("MG") and len(envelope.sender) == 34 else "From"
        fields = {"To": envelope.recipient, origin: envelope.sender, "Body": envelope.payload.text}
        if self._reports_to:
            fields["StatusCallback"] = f"{self._reports_to}?message={envelope.key}"
        return Request("POST", f"{self._account}/Messages.json", self._headers | _FORM, urlencode(fields).encode())

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status in (200, 201):
            return accepted(said.get("sid"))
        code, detail = said.get("code"), f"{said.get('code', '')} {said.get('message', '')}".strip()
        if answer.status >= 500 or not isinstance(code, int):
            return refused(answer, detail)
        if code in _BAD_NUMBER:
            return Rejected("recipient_invalid", detail, no_address=code in _NO_NUMBER)
        if code == _OPTED_OUT:
            return Rejected("recipient_opted_out", detail)
        if code in _BUSY:
            return Retry("provider_busy", detail, after=retry_after(answer))
        if code in _ACCOUNT:
            return Retry("provider_unavailable", detail, provider_fault=True)
        return refused(answer, detail)
