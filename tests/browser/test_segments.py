"""A segment built by hand in the browser: rule, plain words and live count, by mouse and by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.segments import refresh
from contacts.selectors import segment_list
from contacts.services import segment_create
from tests.browser.pages import look
from tests.frontend.campaigns import make_people
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace
from workspaces.services import Actor

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
    assert look(page, pictures, "segment-form") == []
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


def test_a_segment_is_frozen_and_filled_by_hand(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    make_people(workspace)
    rule = {"condition": "AND", "rules": [{"type": "event", "field": "x", "operator": "did_not", "window": "7d"}]}
    segment_create(workspace=workspace, name="Quiet lately", rule=rule, actor=Actor.system("tests"))
    refresh.run(database_now(), 100)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/segments/")
    assert look(page, pictures, "segments") == []
    page.get_by_role("link", name="Quiet lately").click()
    expect(page.get_by_text("checked every minute")).to_be_visible()
    expect(page.get_by_role("img", name="Entered by day")).to_be_visible()
    assert look(page, pictures, "segment") == []
    page.get_by_role("button", name="Freeze a copy").click()
    expect(page.get_by_role("heading", name="Quiet lately (frozen)")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Contacts looked at")).to_be_visible()
    refresh.run(database_now(), 100)
    # The moving part asks by itself.
    expect(page.get_by_text("Changes by hand only")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Take out").first.click()
    expect(page.get_by_text("Taken out.")).to_be_visible()
    page.get_by_label("E-mail addresses").fill("ada@example.com, nobody@example.com")
    page.get_by_role("button", name="Put them in").click()
    expect(page.get_by_text("Not known: nobody@example.com.")).to_be_visible()
    assert look(page, pictures, "segment-static") == []
