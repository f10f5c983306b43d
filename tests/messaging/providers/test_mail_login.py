"""Logging in by OAuth 2.0 at SMTP and IMAP servers that are real: tokens asked for, kept, refused and replaced."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from messaging.delivery import stage
from messaging.models import ReturnMailbox, Sender
from messaging.providers import mail_login
from messaging.providers.credentials import decrypt
from messaging.providers.smtp import SmtpConfig, SmtpCredentials
from messaging.returns import stage as returns
from messaging.services import sender_mailbox_set, sender_mailbox_test, sender_test, sender_update
from tests.factories.messaging import states_of
from tests.messaging.http_server import Asked, HttpServer, Reply, http_server
from tests.messaging.imap_server import imap_server
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()
LOGIN = {"username": "me@example.com", "client_id": "app", "client_secret": "s3cret", "refresh_token": "r1"}
REVOKED = Reply(400, {"error": "invalid_grant", "error_description": "Token has been revoked."})


class Tokens:
    """A token endpoint: gives `t1`, `t2` and so on, each for `life` seconds, unless `refuses`.

    With `rotates`, a refresh token is good for one time and the next one comes along.
    """

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.life = 3_600
        self.refuses: Reply | None = None
        self.rotates = False
        self.present = "r1"

    def __call__(self, asked: Asked, number: int) -> Reply:
        if self.refuses or (self.rotates and asked.form["refresh_token"] != self.present):
            return self.refuses or REVOKED
        token = f"t{len(self.given) + 1}"
        self.given.add(token)
        said: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": self.life}
        if self.rotates:
            self.present = said["refresh_token"] = f"r{len(self.given) + 1}"
        return Reply(200, said)


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def endpoint(tokens: Tokens, settings: Any) -> Iterator[HttpServer]:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    settings.MAIL_SERVERS_ALLOW_PRIVATE = True
    mail_login._known.cache_clear()
    with http_server(script=tokens) as server:
        yield server


@pytest.fixture
def oauth_world(world: World, server: Server, endpoint: HttpServer, tokens: Tokens) -> World:
    """Its sender logs in by the endpoint's tokens."""
    server.tokens = tokens.given
    changes = {"config": {**world.sender.config, **way(endpoint), "connections": 2}, "credentials": LOGIN}
    world.sender = sender_update(sender=world.sender, changes=changes, actor=SYSTEM)
    return world


def way(endpoint: HttpServer) -> dict[str, str]:
    return {"login": "oauth", "token_url": f"{endpoint.url}/token"}


def fresh(sender: Sender) -> Sender:
    found: Sender = Sender.objects.in_workspace(sender.workspace_id).get(pk=sender.pk)
    return found


def test_one_token_serves_all_connections_and_none_is_asked_for_while_it_holds(
    oauth_world: World, server: Server, endpoint: HttpServer
) -> None:
    assert stage.run().accepted == 0
    oauth_world.queue(40)
    assert stage.run().accepted == 40
    oauth_world.queue(1)
    assert stage.run().accepted == 1
    assert server.connections == 2
    [asked] = endpoint.asked
    assert (asked.method, asked.path) == ("POST", "/token")
    assert asked.form == {
        "grant_type": "refresh_token", "refresh_token": "r1", "client_id": "app", "client_secret": "s3cret",
    }  # fmt: skip


def test_a_token_that_is_over_or_not_accepted_is_replaced(oauth_world: World, server: Server, tokens: Tokens) -> None:
    tokens.life = 0
    assert [sender_test(sender=oauth_world.sender) for _ in range(2)] == ["", ""]
    assert tokens.given == {"t1", "t2"}
    tokens.life = 3_600
    server.tokens = {"t4"}
    assert "535 5.7.8 token not accepted" in sender_test(sender=oauth_world.sender)
    assert sender_test(sender=oauth_world.sender) == ""


def test_a_consent_that_was_withdrawn_holds_the_messages_until_somebody_gives_it_anew(
    oauth_world: World, endpoint: HttpServer, tokens: Tokens
) -> None:
    tokens.refuses = REVOKED
    messages = oauth_world.queue(3)
    assert stage.run().held == 3
    assert states_of(messages) == [("queued", "provider_unavailable")] * 3
    for message in messages:
        message.refresh_from_db()
        assert message.tries == 0
        assert message.reason_detail == "no access token: 400 invalid_grant: Token has been revoked."
    assert fresh(oauth_world.sender).faults == 1
    tokens.refuses = None
    sender_update(sender=oauth_world.sender, changes={"credentials": {**LOGIN, "refresh_token": "r2"}}, actor=SYSTEM)
    assert stage.run(database_now() + timedelta(minutes=1)).accepted == 3
    assert [asked.form["refresh_token"] for asked in endpoint.asked] == ["r1", "r2"]


def test_a_refresh_token_that_comes_in_place_of_the_old_one_is_kept_encrypted(
    oauth_world: World, endpoint: HttpServer, tokens: Tokens
) -> None:
    tokens.rotates = True
    oauth_world.queue(1)
    assert stage.run().accepted == 1
    kept = fresh(oauth_world.sender)
    assert decrypt(bytes(kept.credentials)) == {**LOGIN, "refresh_token": "r2"}
    assert b'"r2"' not in bytes(kept.credentials)
    # It is the same account: nothing else of the sender changed, and the connection stays.
    assert kept.updated_at == oauth_world.sender.updated_at
    mail_login._known.cache_clear()  # another process
    assert sender_test(sender=kept) == ""
    assert [asked.form["refresh_token"] for asked in endpoint.asked] == ["r1", "r2"]


def test_a_mailbox_is_read_by_the_same_means(oauth_world: World, endpoint: HttpServer, tokens: Tokens) -> None:
    tokens.rotates = True
    with imap_server() as mails:
        mails.tokens = tokens.given
        config = {"host": "127.0.0.1", "port": mails.port, "security": "none", **way(endpoint)}
        box = sender_mailbox_set(sender=oauth_world.sender, config=config, credentials=LOGIN, actor=SYSTEM)
        for _ in range(2):
            ReturnMailbox.objects.in_workspace(box.workspace_id).update(wanted_at=database_now())
            assert returns.run(1) == 1
        box.refresh_from_db()
        assert (box.faults, box.checked_at is not None) == (0, True)
        assert decrypt(bytes(box.credentials))["refresh_token"] == "r2"
        assert len(endpoint.asked) == 1
        mails.tokens = {"t2"}
        assert "token not accepted" in sender_mailbox_test(mailbox=box)
        assert sender_mailbox_test(mailbox=box) == ""
        tokens.refuses = REVOKED
        mail_login._known.cache_clear()
        assert "invalid_grant: Token has been revoked." in sender_mailbox_test(mailbox=box)


@pytest.mark.parametrize(
    ("config", "credentials", "path", "form"),
    [
        ({"login": "google"}, LOGIN, "/g", {"grant_type": "refresh_token", "refresh_token": "r1"}),
        ({"login": "microsoft"}, LOGIN, "/organizations", {"grant_type": "refresh_token", "refresh_token": "r1"}),
        (
            {"login": "microsoft", "tenant": "example.com"},
            {**LOGIN, "refresh_token": ""},
            "/example.com",
            {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"},
        ),
    ],
)
def test_vendors_are_asked_as_they_want_it(
    config: dict[str, str],
    credentials: dict[str, str],
    path: str,
    form: dict[str, str],
    endpoint: HttpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail_login, "_GOOGLE", f"{endpoint.url}/g")
    monkeypatch.setattr(mail_login, "_MICROSOFT", endpoint.url + "/{tenant}")
    given = SmtpCredentials.model_validate(credentials)
    source = mail_login.token_source(SmtpConfig.model_validate({"host": "smtp.example.com", **config}), given)
    assert source is not None
    assert source.fetched() == "t1"
    [asked] = endpoint.asked
    assert (asked.path, asked.form) == (path, {"client_id": "app", "client_secret": "s3cret", **form})


@pytest.mark.parametrize(
    ("config", "credentials", "fields"),
    [
        ({"login": "google"}, {"username": "me"}, ["client_id", "client_secret", "refresh_token"]),
        ({"login": "oauth"}, {**LOGIN, "password": "x"}, ["password", "config.token_url"]),
        ({"login": "microsoft"}, {**LOGIN, "refresh_token": ""}, ["config.tenant"]),
        ({"login": "microsoft", "tenant": "a/b"}, LOGIN, ["config.tenant"]),
        ({"login": "oauth", "token_url": "ftp://a.example"}, LOGIN, ["config.token_url"]),
        ({}, LOGIN, ["client_id"]),
    ],
)
def test_what_does_not_fit_together_is_named_and_nothing_kept(
    world: World, config: dict[str, str], credentials: dict[str, str], fields: list[str]
) -> None:
    changes = {"config": {**world.sender.config, **config}, "credentials": credentials}
    with pytest.raises(InvalidInput) as refused:
        sender_update(sender=world.sender, changes=changes, actor=SYSTEM)
    assert [each.field.removeprefix("credentials.") for each in refused.value.details] == fields
    kept = fresh(world.sender)
    assert (kept.config.get("login", "password"), decrypt(bytes(kept.credentials))) == ("password", {})


def test_consent_goes_nowhere_else_and_into_no_private_network(
    oauth_world: World, endpoint: HttpServer, settings: Any
) -> None:
    config = {**oauth_world.sender.config, "token_url": f"{endpoint.url}/elsewhere"}
    with pytest.raises(InvalidInput) as refused:
        sender_update(sender=oauth_world.sender, changes={"config": config}, actor=SYSTEM)
    assert [each.field for each in refused.value.details] == ["credentials"]
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
    said = sender_test(sender=oauth_world.sender)
    assert said == "no access token: the address is not a public one (127.0.0.1)"
    assert endpoint.asked == []


def test_letters_that_no_mail_server_can_be_told_are_no_crash(world: World, server: Server) -> None:
    server.password = "right"
    changes = {"credentials": {"username": "me", "password": "schön"}}
    sender = sender_update(sender=world.sender, changes=changes, actor=SYSTEM)
    assert sender_test(sender=sender) == "name and password must be in plain letters"
