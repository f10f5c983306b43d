"""Senders and short templates in a browser: set up from the empty lists, with what is wrong said at its field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from messaging.models import ProviderTemplate
from tests.browser.pages import look
from tests.factories.messaging import make_sender
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_an_admin_sets_up_a_sender(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    sign_in(workspace, Role.ADMIN)
    page.goto(f"{origin}/w/acme/senders/")
    page.get_by_role("link", name="Set up the first one").click()
    assert look(page, pictures, "sender-choose") == []
    page.get_by_role("link", name="Twilio for SMS").click()
    page.get_by_label("Name", exact=True).fill("Texts")
    page.get_by_role("button", name="Make the sender").click()
    expect(page.get_by_label("Account SID")).to_have_attribute("aria-invalid", "true")
    assert look(page, pictures, "sender-wrong") == []
    page.get_by_label("Number or name").fill("Campanile")
    page.get_by_label("Account SID").fill("AC" + "0" * 32)
    page.get_by_label("Auth token or key secret").fill("a secret word")
    page.get_by_role("button", name="Make the sender").click()
    expect(page.get_by_role("button", name="Test the connection")).to_be_visible()
    assert look(page, pictures, "sender") == []
    page.get_by_role("link", name="← Senders").click()
    expect(page.get_by_role("rowheader", name="Texts")).to_be_visible()
    assert look(page, pictures, "senders") == []
    mail = make_sender(workspace)
    page.goto(f"{origin}/w/acme/senders/{mail.public_id}/")
    page.get_by_role("link", name="Reports and replies").click()
    page.get_by_role("button", name="Save and test").click()
    expect(page.get_by_label("IMAP server")).to_have_attribute("aria-invalid", "true")
    assert look(page, pictures, "sender-mailbox") == []


def test_an_editor_writes_a_text_message(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/templates/")
    page.get_by_role("link", name="SMS").click()
    page.get_by_label("Name", exact=True).fill("Offer")
    page.get_by_label("Text", exact=True).press_sequentially("Hi {{firstName}}, “20 % off” today")
    expect(page.locator("#live")).to_contain_text("Hi Ada, “20 % off” today")
    expect(page.locator("#live")).to_contain_text("a segment holds 70 characters instead of 160")
    page.get_by_label("Insert a variable").select_option(label="Last name")
    expect(page.locator("#live")).to_contain_text("“20 % off” todayLovelace")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    page.get_by_label("Another language").fill("de")
    page.get_by_role("button", name="Add it").click()
    page.locator("#f-content-locales-de-text").fill("Hallo {{firstName}}")
    page.get_by_label("Language", exact=True).select_option("de")
    expect(page.locator("#live")).to_contain_text("Hallo Ada")
    assert look(page, pictures, "short-template") == []
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("status")).to_contain_text("is published")
    assert look(page, pictures, "short-template-page") == []


def test_an_editor_chooses_what_whatsapp_has_approved(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    sender = make_sender(
        workspace,
        channel="whatsapp",
        provider="whatsapp_cloud",
        from_address="+15550100000",
        config={"phone_number_id": "1234567890"},
        credentials={"token": "secret"},
    )
    for name, state in (("order_shipped", "approved"), ("win_back", "paused")):
        ProviderTemplate.objects.create(
            workspace=workspace, sender=sender, name=name, language="de", state=state, body="Hi", seen_at=database_now()
        )
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/senders/{sender.public_id}/templates/")
    expect(page.get_by_text("It is paused because too many people complained.")).to_be_visible()
    assert look(page, pictures, "sender-templates") == []
    page.get_by_role("button", name="Write a message with it").first.click()
    expect(page.get_by_label("Name at Meta")).to_have_value("order_shipped")
    assert look(page, pictures, "whatsapp-template") == []
