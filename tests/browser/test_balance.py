"""Prices and balance in a browser, as somebody who runs the installation begins one and pays in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import answer, look
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_a_balance_is_begun_priced_and_paid_into(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    keeper = sign_in(workspace, Role.OWNER)
    keeper.is_staff = True
    keeper.save()
    page.goto(f"{origin}/w/acme/senders/")
    page.get_by_role("link", name="Prices and balance").click()
    assert look(page, pictures, "balance-none") == []
    page.get_by_role("button", name="Begin a prepaid balance").click()
    assert look(page, pictures, "question") == []
    answer(page)
    expect(page.get_by_text("Nothing was paid in yet")).to_be_visible()
    page.get_by_text("Enter a payment or a correction").click()
    page.get_by_label("Amount in EUR").fill("25.50")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_label("The payment’s own number")).to_have_attribute("aria-invalid", "true")
    assert look(page, pictures, "balance-wrong") == []
    page.get_by_label("The payment’s own number").fill("invoice 2026-17")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("definition").filter(has_text="25.50 EUR")).to_be_visible()
    page.get_by_label("Country; empty: everywhere").fill("AT")
    page.get_by_label("Price", exact=True).fill("0.065")
    page.get_by_role("button", name="Set price").click()
    expect(page.get_by_role("cell", name="0.065")).to_be_visible()
    assert look(page, pictures, "balance") == []
