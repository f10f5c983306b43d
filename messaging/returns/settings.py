"""What is to be known of a mailbox to read it: its settings, its password, and how they are checked."""

from typing import Literal

from pydantic import Field, SecretStr

from messaging.providers.base import StrictModel
from messaging.providers.mail_login import (
    ClientId,
    ClientSecret,
    Login,
    Password,
    RefreshToken,
    Scope,
    Tenant,
    TokenUrl,
)


class MailboxSettings(StrictModel):
    """Where the mailbox is, what comes back to it, and what becomes of mails that were read."""

    host: str = Field(
        title="IMAP server", min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:_-]+$", examples=["imap.example.com"]
    )
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = Field(
        default="tls",
        title="Encryption",
        json_schema_extra={
            "x-labels": {
                "tls": "TLS (port 993)",
                "starttls": "STARTTLS (port 143)",
                "none": "none: only on one's own net",
            }
        },
    )
    folder: str = Field(
        default="INBOX",
        min_length=1,
        max_length=200,
        pattern=r'^[^"\\\x00-\x1f\x7f-\uffff]+$',
        description="Its name in plain letters.",
    )
    address: str = Field(
        default="",
        title="Bounces go to",
        max_length=254,
        examples=["bounces@example.com"],
        description="The address of this mailbox. Empty: the sender’s own.",
    )
    separator: Literal["+", "-", "none"] = Field(
        default="+",
        title="Marks in that address",
        json_schema_extra={
            "x-labels": {
                "+": "bounces+…@: each mail its own",
                "-": "bounces-…@: each mail its own",
                "none": "none: all mails the same",
            }
        },
        description="With a mark every bounce is known for sure. The mail server must deliver such addresses to the "
        "mailbox; most do.",
    )
    replies: bool = Field(default=True, title="What people write becomes conversations in the inbox")
    afterwards: Literal["seen", "delete"] = Field(
        default="seen",
        title="What was read is",
        json_schema_extra={"x-labels": {"seen": "marked as read", "delete": "deleted"}},
        description="What can’t be understood stays as it is.",
    )
    login: Login = "password"
    tenant: Tenant = ""
    token_url: TokenUrl = ""
    scope: Scope = ""


class MailboxCredentials(StrictModel):
    """Who logs in: by a password, an app password where the provider has such, or by OAuth 2.0."""

    username: str = Field(min_length=1, max_length=320, title="User name")
    password: Password = SecretStr("")
    client_id: ClientId = ""
    client_secret: ClientSecret = SecretStr("")
    refresh_token: RefreshToken = SecretStr("")
