"""Firebase Cloud Messaging by its HTTP v1 API: push to apps, and what its errors mean. Tokens are fcm_token.py's."""

from typing import Any, cast

from pydantic import Field, SecretStr, field_validator

from messaging.channels.payloads import PushMessage
from messaging.providers.access_tokens import TokenSource
from messaging.providers.base import Account, Envelope, Outcome, Provider, Rejected, Retry, Session, StrictModel
from messaging.providers.devices import sent_to_each
from messaging.providers.fcm_token import ServiceAccount, token_source
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

# https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
_GONE = frozenset({"UNREGISTERED", "SENDER_ID_MISMATCH"})


class FcmConfig(StrictModel):
    """Which project at Firebase."""

    project_id: str = Field(title="Project ID", pattern=r"^[a-z][a-z0-9-]{3,40}$", examples=["example-app"])
    base_url: BaseUrl = Field(default="https://fcm.googleapis.com", title="Address of the API")
    token_url: BaseUrl = Field(default="https://oauth2.googleapis.com/token", title="Address for tokens")


class FcmCredentials(StrictModel):
    """A service account that may send messages."""

    service_account: SecretStr = Field(
        title="Service account",
        max_length=10_000,
        description="The whole JSON file, from the project's settings.",
        json_schema_extra={"x-multiline": True},
    )

    @field_validator("service_account")
    @classmethod
    def _readable(cls, value: SecretStr) -> SecretStr:
        ServiceAccount.read(value.get_secret_value())
        return value


class FcmProvider(Provider):
    """Push messages to Android, iOS and web apps by Firebase Cloud Messaging.

    It knows no idempotency keys: a message without an answer stays unknown. A device on which the app is no longer
    installed is ended. A service account that was withdrawn or lacks permission holds all of the sender's messages.

    Apps get the message's id and its link as data: `url` is the page itself, which an app may open in its own way, and
    `click_url` leads there and notes the click.
    """

    key = "fcm"
    label = "Firebase Cloud Messaging"
    channels = frozenset({"push"})
    Config = FcmConfig
    Credentials = FcmCredentials
    whereabouts = frozenset({"base_url", "token_url"})

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(FcmConfig, account.config), cast(FcmCredentials, account.credentials)
        who = ServiceAccount.read(credentials.service_account.get_secret_value())
        return HttpSession(_Api(config, token_source(who, config.token_url)))


class _Api(HttpApi[PushMessage]):
    def __init__(self, config: FcmConfig, tokens: TokenSource) -> None:
        self._url = f"{config.base_url}/v1/projects/{config.project_id}/messages:send"
        self._tokens = tokens

    def prepare(self, client: Client) -> None:
        self._tokens.refresh(client)

    def send(self, client: Client, envelope: Envelope[PushMessage]) -> Outcome:
        return sent_to_each(envelope.payload.devices, lambda device: self._send_to(client, envelope, device))

    def request(self, envelope: Envelope[PushMessage]) -> Request:
        return self._request(envelope, envelope.recipient)

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200:
            return accepted(str(said.get("name", "")).rpartition("/")[2])
        error = said.get("error")
        error = error if isinstance(error, dict) else {}
        code, detail = _code(error), str(error.get("message", ""))
        if code in _GONE:
            return Rejected("recipient_invalid", f"{code} {detail}".strip())
        if answer.status == 429:
            return Retry("provider_busy", f"{code} {detail}".strip(), after=retry_after(answer))
        if answer.status == 401:
            self._tokens.forget()
        return refused(answer, f"{code} {detail}".strip())

    def _send_to(self, client: Client, envelope: Envelope[PushMessage], device: str) -> Outcome:
        outcome = self.asked(client, self._request(envelope, device))
        if isinstance(outcome, Rejected) and outcome.reason == "recipient_invalid":
            return Rejected(outcome.reason, outcome.detail, gone=(device,))
        return outcome

    def _request(self, envelope: Envelope[PushMessage], device: str) -> Request:
        push = envelope.payload
        notification = {"title": push.title, "body": push.body} | ({"image": push.image} if push.image else {})
        links = {"url": push.url, "click_url": push.click_url}
        data = {"message_id": envelope.key} | {name: url for name, url in links.items() if url}
        message: dict[str, Any] = {"token": device, "notification": notification, "data": data}
        if push.url:
            message["webpush"] = {"fcm_options": {"link": push.click_url or push.url}}
        return Request.json(self._url, {"message": message}, {"Authorization": f"Bearer {self._tokens.token}"})


def _code(error: dict[str, Any]) -> str:
    """FCM's own code where it gives one, else the general one."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and "errorCode" in detail:
            return str(detail["errorCode"])
    return str(error.get("status", ""))
