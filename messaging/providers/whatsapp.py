"""WhatsApp's Cloud API: approved templates with parameters, and what its error codes mean."""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.channels.payloads import WhatsAppMessage
from messaging.providers.base import (
    Account,
    Envelope,
    KeptTemplate,
    Outcome,
    Provider,
    Rejected,
    Retry,
    Session,
    StrictModel,
)
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from messaging.providers.whatsapp_templates import account_templates
from templates_app.rendering.whatsapp import RenderedHeader
from templates_app.rendering.whatsapp_places import MEDIA
from workspaces.http import Answer, Client

# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. Others are read by their status.
_BAD_NUMBER = frozenset({131021, 131026, 131030})
_OPTED_OUT = 131050
# Meta pauses a template for hours; the message is tried again when it may be over.
_PAUSED, _PAUSE = 132015, timedelta(hours=1)
_BUSY = frozenset({4, 80007, 130429, 131048, 131056, 133016})
# Token, permissions, payment, a locked account, or a number that isn't registered.
_ACCOUNT = frozenset({0, 3, 10, 190, 368, 130497, 131005, 131031, 131042, 131045, 133010, *range(200, 300)})


class WhatsAppConfig(StrictModel):
    """Which number sends."""

    phone_number_id: str = Field(
        title="Phone number ID", pattern=r"^[0-9]{5,20}$", description="As WhatsApp Manager shows it; not the number."
    )
    business_account_id: str = Field(
        default="",
        title="Business account ID",
        pattern=r"^([0-9]{5,20})?$",
        description="WhatsApp Manager shows it, too. With it the templates and their states are fetched from Meta.",
    )
    version: str = Field(default="v23.0", title="Version of the API", pattern=r"^v[0-9]{1,3}\.[0-9]$")
    base_url: BaseUrl = Field(default="https://graph.facebook.com", title="Address of the API")


class WhatsAppCredentials(StrictModel):
    """A system user's token with `whatsapp_business_messaging`, and `whatsapp_business_management` for templates."""

    token: SecretStr = Field(title="Access token", min_length=1, max_length=1_000)


class WhatsAppProvider(Provider):
    """Messages by WhatsApp's Cloud API.

    It knows no idempotency keys: a message without an answer stays unknown. Numbers that aren't on WhatsApp, people who
    stopped marketing, and templates that Meta has paused are refusals of that one message; an expired token, missing
    permissions, unpaid bills and locked accounts hold all of the sender's messages.

    With the business account's ID, its templates are fetched every quarter of an hour, and whenever somebody wants it
    (docs/delivery.md): one that Meta has rejected is not sent, and one that it has paused waits.
    """

    key = "whatsapp_cloud"
    label = "WhatsApp Cloud API"
    channels = frozenset({"whatsapp"})
    keeps_templates = True
    Config = WhatsAppConfig
    Credentials = WhatsAppCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(WhatsAppConfig, account.config), cast(WhatsAppCredentials, account.credentials)
        return HttpSession(_Api(config, credentials))

    def templates(self, account: Account) -> Sequence[KeptTemplate] | None:
        """See `Provider.templates`."""
        config, credentials = cast(WhatsAppConfig, account.config), cast(WhatsAppCredentials, account.credentials)
        if not config.business_account_id:
            return None
        url = f"{config.base_url}/{config.version}/{config.business_account_id}"
        with closing(Client()) as client:
            return account_templates(client, url, _authorised(credentials))


def _authorised(credentials: WhatsAppCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials.token.get_secret_value()}"}


def _components(message: WhatsAppMessage) -> list[dict[str, Any]]:
    """What fills the template's places, part by part; parts without any are left out."""
    found: list[dict[str, Any]] = []
    if message.header is not None:
        found.append({"type": "header", "parameters": [_header(message.header)]})
    if message.parameters:
        names = [*message.names, *[""] * len(message.parameters)]
        texts = [_words(text, name) for text, name in zip(message.parameters, names, strict=False)]
        found.append({"type": "body", "parameters": texts})
    # Meta counts buttons from 0.
    found += [
        {"type": "button", "sub_type": "url", "index": str(each.button - 1), "parameters": [_words(each.value)]}
        for each in message.button_values
    ]
    return found


def _header(header: RenderedHeader) -> dict[str, Any]:
    if header.format not in MEDIA:
        return _words(header.value, header.name)
    file = {"link": header.value} | ({"filename": header.filename} if header.filename else {})
    return {"type": header.format, header.format: file}


def _words(text: str, name: str = "") -> dict[str, Any]:
    return {"type": "text", **({"parameter_name": name} if name else {}), "text": text}


class _Api(HttpApi[WhatsAppMessage]):
    def __init__(self, config: WhatsAppConfig, credentials: WhatsAppCredentials) -> None:
        self._number = f"{config.base_url}/{config.version}/{config.phone_number_id}"
        self._headers = _authorised(credentials)

    def check(self, client: Client) -> None:
        ask(client, Request("GET", f"{self._number}?fields=id", self._headers))

    def request(self, envelope: Envelope[WhatsAppMessage]) -> Request:
        message = envelope.payload
        template: dict[str, Any] = {"name": message.template, "language": {"code": message.language}}
        if components := _components(message):
            template["components"] = components
        # Words of one's own, which WhatsApp takes for a day after the receiver wrote.
        words: dict[str, Any] = {"type": "text", "text": {"body": message.text}}
        document = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": envelope.recipient,
            **({"type": "template", "template": template} if message.template else words),
            "biz_opaque_callback_data": envelope.key,
        }
        return Request.json(f"{self._number}/messages", document, self._headers)

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200:
            messages = said.get("messages")
            first = messages[0] if isinstance(messages, list) and messages else {}
            return accepted(first.get("id") if isinstance(first, dict) else "")
        error = said.get("error")
        error = error if isinstance(error, dict) else {}
        code, detail = error.get("code"), f"{error.get('code', '')} {error.get('message', '')}".strip()
        if answer.status >= 500 or not isinstance(code, int):
            return refused(answer, detail)
        if code in _BAD_NUMBER:
            return Rejected("recipient_invalid", detail)
        if code == _OPTED_OUT:
            return Rejected("recipient_opted_out", detail)
        if code in _BUSY:
            return Retry("provider_busy", detail, after=retry_after(answer))
        if code in _ACCOUNT:
            return Retry("provider_unavailable", detail, provider_fault=True)
        if code == _PAUSED:
            return Retry("template_paused", detail, after=_PAUSE)
        if 132000 <= code < 133000:
            return Rejected("template_refused", detail)
        return refused(answer, detail)
