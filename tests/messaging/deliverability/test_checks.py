"""Checks of sending domains: opened for every one, asked once a day or when wanted, and kept with their age."""

from datetime import timedelta
from typing import Any

import pytest

from messaging.deliverability.checks import domain_check_want, open_checks, run
from messaging.models import DomainCheck
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.messaging.dns_server import SILENCE, dns_server
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
TEXTS = {
    "example.com": ["v=spf1 ip4:192.0.2.1 ~all"],
    "own._domainkey.example.com": ["v=DKIM1; p=MIGf"],
    "_dmarc.example.com": ["v=DMARC1; p=none"],
}


@pytest.fixture
def workspace(settings: Any) -> Workspace:
    settings.DNS_TIMEOUT = 0.4
    workspace = make_workspace("acme")
    make_sender(workspace, from_address="news@example.com")
    make_sender(workspace, from_address="hello@Example.com")
    return workspace


def verdicts(check: DomainCheck) -> dict[str, str]:
    return {found["kind"]: found["verdict"] for found in check.findings}


def test_every_sending_domain_is_asked_about_once_a_day(workspace: Workspace, settings: Any) -> None:
    now = database_now()
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        open_checks(now)
        open_checks(now)
        assert run(now) == 1
        check = DomainCheck.objects.in_workspace(workspace).get()
        assert (check.domain, check.checked_at, check.lease_expires_at) == ("example.com", now, None)
        assert verdicts(check) == {"SPF": "good", "DKIM": "bad", "DMARC": "good"}
        assert run(now) == 0
        assert run(now + timedelta(hours=23)) == 0
        assert run(now + timedelta(days=1)) == 1


def test_people_name_selectors_and_ask_anew(workspace: Workspace, settings: Any) -> None:
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        domain_check_want(workspace=workspace, domain="example.com", selectors=["own._domainkey", " own"])
        assert run(database_now()) == 1
    check = DomainCheck.objects.in_workspace(workspace).get()
    assert (check.selectors, verdicts(check)["DKIM"]) == (["own"], "good")


def test_a_silent_server_is_asked_again_within_the_hour(workspace: Workspace, settings: Any) -> None:
    now = database_now()
    open_checks(now)
    with dns_server(TEXTS, lambda name: SILENCE) as server:
        settings.DNS_SERVERS = [server.address]
        run(now)
    check = DomainCheck.objects.in_workspace(workspace).get()
    assert set(verdicts(check).values()) == {"unknown"}
    assert check.wanted_at == now + timedelta(hours=1)


def test_a_leased_check_is_another_worker_s_until_it_falls_silent(workspace: Workspace, settings: Any) -> None:
    now = database_now()
    open_checks(now)
    rows = DomainCheck.objects.in_workspace(workspace)
    rows.update(lease_expires_at=now + timedelta(minutes=1))
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        assert run(now) == 0
        assert run(now + timedelta(minutes=2)) == 1


def test_domains_that_nobody_sends_from_any_more_are_forgotten(workspace: Workspace, settings: Any) -> None:
    DomainCheck.objects.create(workspace=workspace, domain="old.example", wanted_at=database_now())
    with dns_server(TEXTS) as server:
        settings.DNS_SERVERS = [server.address]
        run(database_now())
        assert server.asked == []
    assert not DomainCheck.objects.in_workspace(workspace).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"domain": "google.com"},
        {"domain": "example.com", "selectors": ["a b"]},
        {"domain": "example.com", "selectors": ["x" * 70]},
        {"domain": "example.com", "selectors": list("abcdef")},
    ],
)
def test_nobody_asks_about_other_domains_or_nonsense(workspace: Workspace, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        domain_check_want(workspace=workspace, **wrong)
    assert not DomainCheck.objects.in_workspace(workspace).exists()
