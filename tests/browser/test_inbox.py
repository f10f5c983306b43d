"""The inbox in a browser: found, read and answered by keyboard, assigned, archived; at both widths."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from messaging.models import Message
from tests.browser.pages import look, settled, tab_to
from tests.frontend.views.test_inbox import path_of, write
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_an_editor_answers_by_keyboard(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    Contact.objects.in_workspace(workspace).filter(pk=message.contact_id).update(first_name="Ada", last_name="Lovelace")
    write(sender, message.address, "When do you open on Saturdays? I would like to come by with two friends.")
    stranger = write(sender, "+436641112223", "Is this the shop?", name="Grace")
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/")
    page.get_by_role("link", name="Inbox 2 unread").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    assert look(page, pictures, "inbox") == []

    ada = page.get_by_role("link", name="Ada Lovelace (unread)")
    tab_to(page, ada)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ada Lovelace", level=1)).to_be_visible()
    tab_to(page, page.get_by_label("Your answer"))
    page.keyboard.type("From nine to five.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waiting to be sent")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("")
    assert Message.objects.in_workspace(workspace).filter(node="reply").count() == 1
    assert look(page, pictures, "inbox-thread") == []

    page.get_by_label("Member").select_option(index=1)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("status")).to_contain_text("Assigned to user")
    settled(page)
    page.keyboard.press("e")
    expect(page.get_by_text("Archived.")).to_be_visible()
    expect(page.get_by_role("link", name="Ada Lovelace")).to_have_count(0)

    settled(page)
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Grace (unread)")).to_be_focused()
    write(sender, "+436641112224", "Hello?", name="Bob")
    expect(page.get_by_role("link", name="Bob (unread)")).to_be_visible()
    expect(page.get_by_role("link", name="Grace (unread)")).to_be_focused()

    page.goto(f"{origin}{path_of(stranger)}")
    expect(page.get_by_role("button", name="Make a contact")).to_be_visible()
    assert look(page, pictures, "inbox-stranger", "narrow") == []


def test_what_to_set_up_at_a_provider_is_said_on_one_page(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    sender = listening(workspace, "sendgrid")
    sign_in(workspace, Role.ADMIN)
    page.goto(f"{origin}/w/acme/senders/{sender.public_id}/")
    page.get_by_role("link", name="Reports and replies").click()
    expect(page.get_by_role("heading", name="Set up at the provider")).to_be_visible()
    assert look(page, pictures, "sender-reports") == []
