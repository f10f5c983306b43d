"""A segment built by hand in the browser: rule, plain words and live count, by mouse and by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.selectors import segment_list
from tests.browser.pages import SCHEMES, WIDTHS, axe_problems, overflows, shoot
from tests.frontend.campaigns import make_people
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_a_segment_is_built_counted_and_changed(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    make_people(workspace)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/segments/")
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_role("textbox", name="Name").fill("Paying")
    page.get_by_role("button", name="+ Add a condition").click()
    page.get_by_role("button", name="Attribute A field").click()
    condition = page.get_by_role("group", name="Attribute, condition 1")
    condition.get_by_label("Field").fill("pla")
    condition.get_by_role("option", name="plan").click()
    condition.get_by_label("Value").fill("pro")
    expect(page.get_by_text("Plan is “pro”.")).to_be_visible()
    expect(page.get_by_text("1 of 3 contacts")).to_be_visible()
    page.get_by_text("Some of them").click()
    expect(page.get_by_role("link", name="Ada")).to_be_visible()
    _look(page, pictures, "segment-form")
    page.get_by_role("button", name="Make the segment").click()
    expect(page.get_by_text("“Paying” is there.")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Match").select_option("none of these")
    expect(page.get_by_text("2 of 3 contacts")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Paying” is saved.")).to_be_visible()
    assert segment_list(workspace=workspace).get().rule == {
        "condition": "OR",
        "not": True,
        "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}],
    }


def test_a_rule_is_built_with_the_keyboard_alone(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/segments/new/")
    page.get_by_role("textbox", name="Name").fill("Tagged")
    page.get_by_role("button", name="+ Add a condition").press("Enter")
    page.get_by_role("button", name="Tag Whether").press("Enter")
    condition = page.get_by_role("group", name="Tag, condition 1")
    expect(condition.get_by_label("Comparison")).to_be_focused()
    expect(page.get_by_text("Finish the conditions to see how many contacts match.")).to_be_visible()
    condition.get_by_label("Comparison").press("Tab")
    page.keyboard.type("vip")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Has the tag “vip”.")).to_be_visible()
    page.get_by_role("button", name="Duplicate condition 1").press("Enter")
    page.get_by_role("button", name="Put condition 2 into a group").press("Enter")
    expect(page.get_by_role("group", name="Tag, condition 2.1").get_by_label("Comparison")).to_be_focused()
    page.get_by_role("button", name="Make the segment").press("Enter")
    expect(page.get_by_text("“Tagged” is there.")).to_be_visible()


def _look(page: Page, pictures: Path, name: str) -> None:
    for width, (across, down) in WIDTHS.items():
        page.set_viewport_size({"width": across, "height": down})
        assert not overflows(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert axe_problems(page) == []
            shoot(page, pictures, f"{name}-{width}-{scheme}")
    page.set_viewport_size({"width": 1440, "height": 900})
