"""Deliverability in a browser: numbers, what the DNS says, and a record that is copied."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from messaging.deliverability.checks import run
from messaging.models import DomainCounter
from tests.browser.pages import look
from tests.factories.messaging import make_sender
from tests.messaging.dns_server import dns_server
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_an_admin_looks_after_a_domain(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
    settings: Any,
) -> None:
    sender = make_sender(workspace, name="News", from_address="news@example.com")
    for domain, accepted, complained in (("gmail.com", 8_000, 12), ("gmx.net", 1_500, 0)):
        DomainCounter.objects.create(
            workspace=workspace,
            sender=sender,
            domain=domain,
            day=database_now().date(),
            accepted=accepted,
            delivered=accepted - 100,
            bounced=40,
            complained=complained,
        )
    sign_in(workspace, Role.ADMIN)
    page.goto(f"{origin}/w/acme/senders/")
    page.get_by_role("link", name="Deliverability").click()
    expect(page.get_by_role("heading", name="example.com")).to_be_visible()
    page.get_by_label("DKIM selectors").fill("own")
    page.get_by_role("button", name="Ask the DNS now").click()
    expect(page.get_by_text("The DNS is being asked about example.com.")).to_be_visible()
    texts = {"example.com": ["v=spf1 ip4:192.0.2.1 ~all"], "own._domainkey.example.com": ["v=DKIM1; p=MIGfMA0G"]}
    with dns_server(texts) as server:
        settings.DNS_SERVERS = [server.address]
        assert run(database_now()) == 1
    page.goto(f"{origin}/w/acme/deliverability/")
    expect(page.get_by_role("heading", name="DMARC")).to_be_visible()
    page.get_by_text("By receiving domain").click()
    expect(page.get_by_role("cell", name="0.15 %")).to_be_visible()
    assert look(page, pictures, "deliverability") == []
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-told]")).not_to_have_text("Copy")
    assert page.evaluate("window.getSelection().toString()") == "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
