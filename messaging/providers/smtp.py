"""SMTP: any mail server that takes submissions. The conversation is in smtp_session.py, the bytes in smtp_wire.py."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from pydantic import Field, SecretStr

from messaging.providers.base import Account, Provider, Session, StrictModel
from messaging.providers.mail_login import (
    LOGIN_WHEREABOUTS,
    ClientId,
    ClientSecret,
    Login,
    Password,
    RefreshToken,
    Scope,
    Tenant,
    TokenUrl,
    login_faults,
    token_source,
)
from messaging.providers.smtp_session import SmtpSession
from messaging.providers.smtp_wire import Endpoint
from workspaces.errors import FieldError


class SmtpConfig(StrictModel):
    """How to reach the server. `tls` is TLS from the first byte (port 465), `starttls` upgrades (port 587)."""

    host: str = Field(
        title="Server", min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:_-]+$", examples=["smtp.example.com"]
    )
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        title="Encryption",
        json_schema_extra={
            "x-labels": {
                "starttls": "STARTTLS (port 587)",
                "tls": "TLS (port 465)",
                "none": "none: only on one's own net",
            }
        },
    )
    timeout: float = Field(
        default=60,
        title="Patience in seconds",
        ge=1,
        le=120,
        description="Seconds to wait for each answer of the server.",
    )
    connections: int = Field(
        default=4,
        title="Connections at once",
        ge=1,
        le=20,
        description="Connections that each worker uses at the same time; fewer where the server allows no more.",
    )
    login: Login = "password"
    tenant: Tenant = ""
    token_url: TokenUrl = ""
    scope: Scope = ""


class SmtpCredentials(StrictModel):
    """Empty for servers that ask for none; by OAuth 2.0 with a name, and without a password."""

    username: str = Field(default="", max_length=320, title="User name")
    password: Password = SecretStr("")
    client_id: ClientId = ""
    client_secret: ClientSecret = SecretStr("")
    refresh_token: RefreshToken = SecretStr("")


class SmtpProvider(Provider):
    """Mail over SMTP, over kept connections. One logs in by a password, or by OAuth 2.0 as Google and Microsoft ask."""

    key = "smtp"
    label = "SMTP server"
    channels = frozenset({"email"})
    whereabouts = frozenset({"host", "port", "security"}) | LOGIN_WHEREABOUTS
    Config = SmtpConfig
    Credentials = SmtpCredentials
    takes_mime = True
    returns_mail = True

    def open(self, account: Account) -> Session[bytes]:
        """See `Provider.open`."""
        config, credentials = cast(SmtpConfig, account.config), cast(SmtpCredentials, account.credentials)
        return SmtpSession(
            Endpoint(
                host=config.host,
                port=config.port,
                security=config.security,
                timeout=config.timeout,
                username=credentials.username,
                password=credentials.password.get_secret_value(),
                tokens=token_source(config, credentials),
            ),
            config.connections,
        )

    def faults(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Sequence[FieldError]:
        """See `Provider.faults`."""
        return login_faults(config, credentials)
