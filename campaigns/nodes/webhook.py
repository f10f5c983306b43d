"""Webhook: call somebody's HTTP address and go on by how that ended. The calls are made by campaigns.webhooks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import CallIntent, Moves
from campaigns.nodes.parts import FlowView, Issue, NodeView, Port, SecretUse, TextUse
from campaigns.nodes.registry import register
from campaigns.nodes.set_field import RENDER_FAILED
from campaigns.nodes.webhook_parts import (
    SAVED_NAME,
    SECRET_NAME,
    WITHOUT_BODY,
    headers_checked,
    is_liquid,
    json_texts,
    readable_headers,
    secrets_in,
    values_checked,
)
from campaigns.reasons import (
    CAMPAIGN_CANCELLED,
    NODE_ERROR,
    NODE_MISSING,
    VERSION_UNREADABLE,
    WEBHOOK_REASONS,
)

SUCCESS, FAILURE = "success", "failure"
MAX_URL = 2_000
MAX_BODY = 100_000
_BODY_HELP = "What is sent: JSON or a text, with variables. A summary of the contact where it is empty."
# Where the builder's form folds things away.
_MORE, _ANSWER, _TRIES = "Headers and signature", "Use the answer", "Attempts"


def _url(value: str) -> str:
    """The scheme and the host stand as they are; what follows may contain Liquid."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or len(value) > MAX_URL:
        raise PydanticCustomError(
            "url", "must be an http:// or https:// address of at most {limit} characters", {"limit": MAX_URL}
        )
    if "@" in parts.netloc:
        raise PydanticCustomError("url", "must not hold a user or a password; use a header")
    if is_liquid(parts.netloc) or any(sign in parts.netloc for sign in "{}%\\ "):
        raise PydanticCustomError("url", "must name its host as it is; variables may stand in the path and the query")
    if not is_liquid(value) and any(sign.isspace() or not sign.isprintable() for sign in value):
        raise PydanticCustomError("url", "must not contain blanks")
    return value


def _body(value: object) -> object:
    if not (value is None or isinstance(value, str | dict | list)):
        raise PydanticCustomError("body_type", "expected an object, a list, a text or null")
    size = sum(len(text) for _, text in json_texts("", value))
    if size > MAX_BODY:
        raise PydanticCustomError("too_long", "at most {limit} characters", {"limit": MAX_BODY})
    return value


class WebhookConfig(NodeConfig):
    """Where the call goes, what it carries, and how often it is tried."""

    url: Annotated[str, AfterValidator(_url)] = Field(
        title="Address",
        description="The address; its path and query may contain Liquid (`{{ email | url_encode }}`).",
        json_schema_extra={
            "x-editor": "liquid",
            "x-placeholder": "https://",
            "x-help": "Its path and query may hold variables.",
        },
    )
    method: Literal["POST", "PUT", "PATCH", "GET", "DELETE"] = Field(
        default="POST",
        title="Method",
        description="The HTTP method.",
        json_schema_extra={"x-labels": {method: method for method in ("POST", "PUT", "PATCH", "GET", "DELETE")}},
    )
    headers: Annotated[dict[str, str], AfterValidator(headers_checked)] = Field(
        default_factory=dict,
        title="Headers",
        json_schema_extra={"x-group": _MORE, "x-key-label": "Header"},
        description="Further headers, at most 20. A value may hold secrets: `Bearer {{ secrets.crm }}`.",
    )
    body: Annotated[
        Any,
        BeforeValidator(_body),
        WithJsonSchema(
            {
                "type": ["object", "array", "string", "null"],
                "x-editor": "json",
                "x-help": "What is sent: JSON or a text, with variables. A summary of the contact where it is empty.",
            }
        ),
    ] = Field(
        default=None,
        description=(
            "What is sent: JSON whose texts may contain Liquid, or a text that is rendered as a whole; a summary of "
            "contact, trigger and campaign where nothing is set."
        ),
    )
    secret: Annotated[str, StringConstraints(pattern=f"^{SECRET_NAME.pattern}$")] | None = Field(
        default=None,
        title="Signed with",
        description="The secret that signs the call; the one named `default`, where there is one, if none is named.",
        json_schema_extra={"x-editor": "secret", "x-group": _MORE},
    )
    save_as: Annotated[str, StringConstraints(pattern=SAVED_NAME)] | None = Field(
        default=None,
        title="Keep the answer as",
        json_schema_extra={
            "x-group": _ANSWER,
            "x-help": "A short name, such as crm. Rules and texts find the answer as webhook.crm.status.",
        },
        description="Keep status, reason and `values` of the answer under this name, as `webhook.<name>.*`.",
    )
    values: Annotated[dict[str, str], AfterValidator(values_checked)] = Field(
        default_factory=dict,
        title="Values to keep",
        json_schema_extra={"x-group": _ANSWER, "x-key-label": "Name", "x-value-label": "Path in the answer"},
        description="Of the answer's JSON, at most 10 values: what to call each, and its path (`data.items.0.id`).",
    )
    timeout: int = Field(
        default=10,
        strict=True,
        ge=1,
        le=30,
        title="Time limit",
        description="How long one attempt may take, in seconds.",
        json_schema_extra={"x-group": _TRIES, "x-unit": "seconds"},
    )
    attempts: int = Field(
        default=5,
        strict=True,
        ge=1,
        le=10,
        title="Attempts",
        description="How often it is tried at most.",
        json_schema_extra={"x-group": _TRIES, "x-unit": "times"},
    )
    backoff: int = Field(
        default=10,
        strict=True,
        ge=1,
        le=3_600,
        title="Pause between attempts",
        json_schema_extra={"x-group": _TRIES, "x-unit": "seconds"},
        description=(
            "About how many seconds after the first attempt the second one is made; then each time twice as many, "
            "up to an hour."
        ),
    )

    @model_validator(mode="after")
    def _named(self) -> "WebhookConfig":
        if self.values and self.save_as is None:
            raise PydanticCustomError("missing_save_as", "values are kept under the name save_as, which is not set")
        return self

    @model_validator(mode="after")
    def _no_body(self) -> "WebhookConfig":
        if self.method in WITHOUT_BODY and self.body is not None:
            raise PydanticCustomError("body", "{method} carries no body", {"method": self.method})
        return self

    @property
    def secret_names(self) -> frozenset[str]:
        """The secrets without which no call can be made."""
        named = {self.secret} if self.secret is not None else set()
        return frozenset(named.union(*map(secrets_in, self.headers.values())))


@register
class Webhook(NodeType[WebhookConfig]):
    """The contact rests here beside its call until that has succeeded or failed.

    | the address answers | what happens |
    |---|---|
    | 2xx | `success` |
    | 408, 425, 429, 5xx, nothing in time, or the connection breaks | tried again, then `failure` |
    | a redirect, another 4xx, more than 1 MB | `failure` |

    Addresses in private networks, ports that are not allowed and certificates that are not good lead to `failure`
    without a word being sent. Other tries come later each time, as often as `attempts` says.
    A `Retry-After` of up to an hour is waited for. Redirects are never followed. A contact for whom address or body
    can't be made leaves by `failure`, too.

    Every attempt of one call carries the same `webhook-id`, and its own `webhook-timestamp` (seconds since 1970).
    Calls are made **at least once**: when a worker dies, or an answer is lost on its way, the call is made again with
    the same id. Receivers that must not act twice remember the ids they have seen.
    What receivers need to know is told in [webhooks.md](../../webhooks.md).

    Calls are signed as [Standard Webhooks](https://www.standardwebhooks.com) says: `webhook-signature` is `v1,` and
    base64 of the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`, and the key is the workspace's secret that
    `secret` names, or else the one named `default`. For a day after a secret was changed there are two signatures.
    Without a secret there is none. Secrets are stored over the API (`/secrets`), and never shown; in headers,
    `{{ secrets.name }}` stands for one.

    With `save_as: crm`, later templates see `{{ webhook.crm.status }}`, `webhook.crm.reason` and one value for each of
    `values`, and rules ask for them with conditions of type `webhook` (field `crm.status`). They are there whatever
    the port; of several answers under one name the last one counts. A value has at most 1,000 characters as JSON.

    `body` is JSON whose texts may contain Liquid: `{"mail": "{{ email }}", "score": "{{ contact.score }}"}`. A text
    that is nothing but one output keeps the value's type, so that `score` arrives as a number. A body given as text is
    rendered as a whole and sent as it is; quote values with the filter `json`. `Content-Type` is `application/json`
    unless `headers` says otherwise. GET and DELETE carry no body.
    """

    key = "webhook"
    label = "Webhook"
    description = "Calls an HTTP address and goes on by its answer."
    category = Category.DATA
    Config = WebhookConfig
    reasons = (
        *WEBHOOK_REASONS,
        RENDER_FAILED,
        CAMPAIGN_CANCELLED,
        NODE_ERROR,
        NODE_MISSING,
        VERSION_UNREADABLE,
    )
    fixed_ports = (Port(SUCCESS, "Success"), Port(FAILURE, "Failure"))

    def texts(self, config: WebhookConfig) -> Sequence[TextUse]:
        """Whatever holds Liquid in the address and the body."""
        places = [("config.url", config.url), *json_texts("config.body", config.body)]
        return [TextUse(path, text) for path, text in places if is_liquid(text)]

    def secrets(self, config: WebhookConfig) -> Sequence[SecretUse]:
        """What signs the call, where it is named, and what stands in its headers."""
        named = [SecretUse("config.secret", config.secret)] if config.secret is not None else []
        places = [(header, name) for header, value in config.headers.items() for name in secrets_in(value)]
        return [*named, *(SecretUse(f"config.headers.{header}", name) for header, name in places)]

    def validate(self, node: NodeView[WebhookConfig], flow: FlowView) -> Iterable[Issue]:
        """Credentials don't belong where everybody who sees the flow can read them."""
        for name in readable_headers(node.config.headers):
            message = f"Everybody who may see the flow can read what stands in the header {name}."
            yield node.warning(f"config.headers.{name}", "header_readable", message)

    def step(self, batch: Batch[WebhookConfig]) -> Moves:
        """Fresh arrivals rest beside a call each; resumed ones go on by how theirs ended."""
        moves = _settled(batch)
        if batch.fresh:
            _call(moves, batch.of(batch.fresh), batch.resumed_count)
        return moves

    def summary(self, config: WebhookConfig) -> str:
        """One line."""
        return f"{config.method} {urlsplit(config.url).netloc}"


class WebhookMisused(RuntimeError):
    """The engine's mistake: a row came back although its call isn't settled."""


def _settled(batch: Batch[WebhookConfig]) -> Moves:
    if not batch.resumed_count:
        return Moves()
    if batch.outcomes is None or not {"succeeded", "failed"}.issuperset(batch.outcomes.states):
        raise WebhookMisused(f"rows came back to node {batch.node.key} without the outcome of a call")
    groups: dict[tuple[str, str], list[int]] = {}
    for row, outcome in enumerate(zip(batch.outcomes.states, batch.outcomes.reasons, strict=True)):
        groups.setdefault(outcome, []).append(row)
    moves = Moves()
    for (state, reason), rows in groups.items():
        details = [batch.outcomes.details[row] for row in rows]
        moves.to(SUCCESS if state == "succeeded" else FAILURE, rows, reason=reason, details=details)
    return moves


def _call(moves: Moves, fresh: Batch[WebhookConfig], offset: int) -> None:
    """`fresh` stands at `offset` of the whole batch."""
    config, world = fresh.node.config, fresh.world
    urls, failed = world.render(fresh, config.url) if is_liquid(config.url) else ([config.url] * len(fresh), {})
    failed = {**failed, **{row: "the address became too long" for row, url in enumerate(urls) if len(url) > MAX_URL}}
    bodies: Sequence[str] = [""] * len(fresh)
    if config.method not in WITHOUT_BODY:
        bodies, failed_bodies = world.payloads(fresh, config.body)
        failed = {**failed_bodies, **failed}
    good = [row for row in range(len(fresh)) if row not in failed] if failed else range(len(fresh))
    calls = CallIntent([urls[row] for row in good], [bodies[row] for row in good])
    moves.call(calls, [row + offset for row in good])
    _unmade(moves, failed, offset)


def _unmade(moves: Moves, failed: Mapping[int, str], offset: int) -> None:
    details = [{"message": message} for message in failed.values()]
    moves.to(FAILURE, [row + offset for row in failed], reason=RENDER_FAILED, details=details)
