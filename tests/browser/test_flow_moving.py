"""Steps that change their place: by touch, without dragging, and from one tab to another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder
from tests.browser.pages import axe_problems, shoot
from tests.factories.campaigns import chain, make_campaign
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]

STEPS = (
    ("a", "tag", {"tag": "first", "action": "add"}),
    ("b", "tag", {"tag": "second", "action": "add"}),
    ("c", "tag", {"tag": "third", "action": "add"}),
)


def order(builder: Builder) -> list[str]:
    """The stored steps' ids in the order in which contacts come by."""
    follows = {edge["source"]: edge["target"] for edge in builder.draft()["edges"]}
    (at,) = set(follows) - set(follows.values())
    found = []
    while at in follows:
        at = follows[at]
        found.append(at)
    return found


@pytest.mark.browser_context_args(has_touch=True)
def test_moved_by_touch(page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path) -> None:
    """Chosen in the step's menu, then its new place; the same in the list of a phone."""
    sign_in(workspace, Role.EDITOR)
    builder = Builder(page, make_campaign(workspace, chain(*STEPS), name="Tags"), origin).open()
    builder.step("third").tap()
    builder.panel.get_by_role("button", name="Move…").tap()
    expect(page.get_by_role("group", name="Moving a step")).to_contain_text(
        "Choose the + where “Add tag “third”” shall stand."
    )
    assert axe_problems(page) == []
    shoot(page, pictures, "builder-move")
    builder.plus("Started by hand").tap()
    expect(page.get_by_role("group", name="Moving a step")).to_have_count(0)
    builder.saved()
    assert order(builder) == ["c", "a", "b", "e"]

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="List", exact=True).tap()
    builder.step("third").tap()
    builder.panel.get_by_role("button", name="Move…").tap()
    shoot(page, pictures, "builder-move-list")
    builder.plus("Add tag “second”").tap()
    builder.saved()
    assert order(builder) == ["a", "b", "c", "e"]

    # Nobody has to go through with it.
    builder.step("first").tap()
    builder.panel.get_by_role("button", name="Move…").tap()
    page.get_by_role("button", name="Don’t move it").tap()
    builder.plus("Add tag “third”").tap()
    expect(page.get_by_role("dialog", name="Add a step")).to_be_visible()
    assert order(builder) == ["a", "b", "c", "e"]


def test_cut_copied_and_pasted_between_two_tabs(page: Page, workspace: Workspace, sign_in: SignIn, origin: str) -> None:
    sign_in(workspace, Role.EDITOR)
    one = Builder(page, make_campaign(workspace, chain(*STEPS), name="One"), origin).open()
    other = Builder(page.context.new_page(), make_campaign(workspace, chain(), name="Other"), origin).open()

    page.bring_to_front()
    one.step("first").focus()
    page.keyboard.press("Control+c")
    other.page.bring_to_front()
    other.step("Started by hand").focus()
    other.page.keyboard.press("Control+v")
    expect(other.step("Add tag “first”")).to_be_focused()

    page.bring_to_front()
    one.step("second").focus()
    page.keyboard.press("Control+x")
    expect(one.step("second")).to_have_count(0)
    other.page.bring_to_front()
    other.page.keyboard.press("Control+v")
    expect(other.step("Add tag “second”")).to_be_focused()

    one.saved()
    other.saved()
    assert order(one) == ["a", "c", "e"]
    stored = {node["id"]: node["config"].get("tag") for node in other.draft()["nodes"]}
    assert [stored[key] for key in order(other)] == ["first", "second", None]
