"""Unknown outcomes in a browser: ticked by keyboard, asked before a second copy goes out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import answer, look
from tests.factories.messaging import states_of
from tests.frontend.views.test_unknown import unknown
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_an_editor_decides_on_messages_of_unknown_outcome(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    _, [first, second] = unknown(workspace, 2)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/")
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", name="Unknown outcomes")).to_be_visible()
    assert look(page, pictures, "unknown") == []
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send again").focus()
    page.keyboard.press("Enter")
    assert answer(page, yes=False) == "Send these messages again? Whoever got the first one gets it twice."
    assert set(states_of([first, second])) == {("unknown", "no_answer")}
    page.get_by_role("button", name="They arrived").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 message marked as sent.")).to_be_visible()
    assert sorted(states_of([first, second])) == [("accepted", "marked_sent"), ("unknown", "no_answer")]
