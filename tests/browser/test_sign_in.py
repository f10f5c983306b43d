"""Signing in by keyboard, and what goes wrong on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import axe_problems
from tests.factories.workspaces import PASSWORD, make_member, make_user
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.browser


def test_sign_in_and_out_by_keyboard(page: Page, workspace: Workspace, origin: str) -> None:
    make_member(workspace, Role.OWNER, make_user("ada@example.com"))
    page.goto(f"{origin}/")
    assert axe_problems(page) == []
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("don’t belong together")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    assert page.url == f"{origin}/w/acme/"
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
