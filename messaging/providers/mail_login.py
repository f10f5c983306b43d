"""How one logs in at a mail server, SMTP or IMAP: by a password, or by OAuth 2.0 (SASL XOAUTH2).

The consent by which a refresh token comes about is given at the vendor; here it is kept, used and replaced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field, SecretStr

from messaging.providers.access_tokens import TokenSource
from workspaces.errors import FieldError

_GOOGLE = "https://oauth2.googleapis.com/token"
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
# What applications, which log in without a person's consent, ask for at Microsoft.
_MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
_OAUTH = ["google", "microsoft", "oauth"]
_BY_PASSWORD, _BY_OAUTH = {"x-when": {"login": ["password"]}}, {"x-when": {"login": _OAUTH}}
# Where these lead, credentials travel.
LOGIN_WHEREABOUTS = frozenset({"login", "tenant", "token_url"})

Login = Annotated[
    Literal["password", "google", "microsoft", "oauth"],
    Field(
        title="Log in by",
        json_schema_extra={
            "x-labels": {
                "password": "name and password",  # nosec B105
                "google": "Google (OAuth 2.0)",
                "microsoft": "Microsoft 365 (OAuth 2.0)",
                "oauth": "another service’s OAuth 2.0",
            }
        },
    ),
]
Tenant = Annotated[
    str,
    Field(
        max_length=100,
        pattern=r"^[A-Za-z0-9.-]*$",
        title="Tenant",
        description="The organisation’s ID or domain in Microsoft Entra. Needed without a refresh token.",
        json_schema_extra={"x-when": {"login": ["microsoft"]}},
    ),
]
TokenUrl = Annotated[
    str,
    Field(
        max_length=300,
        pattern=r"^(https?://[^\s?#@]+)?$",
        title="Address for tokens",
        examples=["https://login.example.com/oauth2/token"],
        json_schema_extra={"x-when": {"login": ["oauth"]}},
    ),
]
Scope = Annotated[
    str,
    Field(
        max_length=500,
        title="Scope",
        description="What is asked for; empty: what the account was given.",
        json_schema_extra={"x-when": {"login": ["oauth"]}},
    ),
]
Password = Annotated[SecretStr, Field(max_length=500, title="Password", json_schema_extra=_BY_PASSWORD)]
ClientId = Annotated[str, Field(max_length=300, title="Client ID", json_schema_extra=_BY_OAUTH)]
ClientSecret = Annotated[SecretStr, Field(max_length=1_000, title="Client secret", json_schema_extra=_BY_OAUTH)]
RefreshToken = Annotated[
    SecretStr,
    Field(
        max_length=8_000,
        title="Refresh token",
        description="Of the account’s consent. Without one the application itself logs in, as Microsoft allows.",
        json_schema_extra=_BY_OAUTH,
    ),
]


class LoginSettings(Protocol):
    """Which way, and where tokens come from."""

    @property
    def login(self) -> str: ...
    @property
    def tenant(self) -> str: ...
    @property
    def token_url(self) -> str: ...
    @property
    def scope(self) -> str: ...


class LoginCredentials(Protocol):
    """Of either way."""

    @property
    def username(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> SecretStr: ...
    @property
    def refresh_token(self) -> SecretStr: ...


@dataclass(slots=True)
class _Known:
    """The tokens of one account in this process, and the refresh token that they were first asked for with."""

    source: TokenSource | None = None
    refresh: str = ""


def login_faults(config: Mapping[str, Any], credentials: Mapping[str, Any]) -> list[FieldError]:
    """What settings and credentials, each good by itself, lack together; empty values are left out of both."""
    way = config.get("login", "password")
    if way == "password":
        return [
            FieldError(f"credentials.{name}", "is for OAuth 2.0: choose it in config.login")
            for name in ("client_id", "client_secret", "refresh_token")
            if credentials.get(name)
        ][:1]
    required = ["username", "client_id", *(["client_secret", "refresh_token"] if way == "google" else [])]
    found = [FieldError(f"credentials.{name}", "is required") for name in required if not credentials.get(name)]
    if credentials.get("password"):
        found.append(FieldError("credentials.password", "is not used with OAuth 2.0"))
    if way != "google" and not credentials.get("refresh_token") and not credentials.get("client_secret"):
        found.append(FieldError("credentials.refresh_token", "is required without a client secret"))
    if way == "microsoft" and not credentials.get("refresh_token") and not config.get("tenant"):
        found.append(FieldError("config.tenant", "is required without a refresh token"))
    if way == "oauth" and not config.get("token_url"):
        found.append(FieldError("config.token_url", "is required"))
    return found


def token_source(config: LoginSettings, credentials: LoginCredentials) -> TokenSource | None:
    """Where the account's access tokens come from; None where it logs in by password. Shared within a process."""
    if config.login == "password":
        return None
    secret, refresh = credentials.client_secret.get_secret_value(), credentials.refresh_token.get_secret_value()
    form = {"client_id": credentials.client_id, "client_secret": secret, "scope": config.scope}
    if refresh:
        form |= {"grant_type": "refresh_token", "refresh_token": refresh}
    else:
        microsofts = _MICROSOFT_SCOPE if config.login == "microsoft" else ""
        form |= {"grant_type": "client_credentials", "scope": config.scope or microsofts}
    url = {"google": _GOOGLE, "microsoft": _MICROSOFT.format(tenant=config.tenant or "organizations")}.get(
        config.login, config.token_url
    )
    form = {name: value for name, value in form.items() if value}
    known = _known(url, credentials.username, tuple((name, form[name]) for name in form if name != "refresh_token"))
    if known.source is None or refresh not in (known.refresh, known.source.renewed):
        known.source, known.refresh = TokenSource(url, partial(dict, form)), refresh
    return known.source


def xoauth2(username: str, token: str) -> Callable[[], str]:
    """What a server's challenges are answered: the token at first; when it says why it refuses, nothing, as is asked.

    https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    """
    answers = iter([f"user={username}\x01auth=Bearer {token}\x01\x01"])
    return partial(next, answers, "")


@lru_cache(maxsize=512)
def _known(url: str, username: str, form: tuple[tuple[str, str], ...]) -> _Known:
    return _Known()
