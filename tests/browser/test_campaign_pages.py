"""The pages around a campaign, as people use them: from a ready flow to a draft, its settings, several at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import axe_problems
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


def test_a_ready_flow_becomes_a_draft_that_says_what_is_left_to_choose(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_role("link", name="Welcome series").click()
    page.get_by_label("Name").fill("Hello")
    page.get_by_role("button", name="Use this").click()
    expect(page).to_have_url(re.compile(r"/campaigns/cmp_[a-z0-9]+/flow/$"))
    expect(page.get_by_role("heading", name="Flow of Hello")).to_be_attached()
    expect(page.get_by_text("Opened the welcome mail?").first).to_be_visible()
    expect(page.get_by_text("3 errors").first).to_be_visible()


def test_a_copy_of_a_campaign_gets_settings_that_show_only_what_matters(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain(WAIT), name="News")
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Cancel for good")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Cancel for good")).not_to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("News (copy)")
    page.get_by_role("navigation", name="Campaign").get_by_role("link", name="Settings").click()
    limits = page.get_by_role("region", name="Limits and quiet hours")
    expect(limits.get_by_label("From")).not_to_be_visible()
    limits.get_by_label("Quiet hours").select_option("own")
    limits.get_by_label("From").fill("21:00")
    limits.get_by_role("button", name="Save").click()
    expect(limits.get_by_text("Please fill this in.")).to_be_visible()
    assert axe_problems(page) == []
    limits.get_by_label("Until").fill("08:00")
    limits.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Quiet hours, From, Until.")).to_be_visible()
    expect(limits.get_by_label("From")).to_have_value("21:00")


def test_rules_are_built_where_they_hold_and_a_fault_is_told_in_them(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain(WAIT), name="News")
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/settings/")
    leaving = page.get_by_role("region", name="Who leaves early")
    leaving.get_by_role("button", name="+ Add a rule").click()
    leaving.get_by_role("button", name="+ Add a condition").click()
    leaving.get_by_role("button", name="Tag Whether").click()
    leaving.get_by_role("button", name="Save").click()
    expect(leaving.get_by_role("alert").first).to_be_visible()
    condition = leaving.get_by_role("group", name="Tag, condition 1")
    condition.get_by_label("Comparison").press("Tab")
    page.keyboard.type("left")
    page.keyboard.press("Enter")
    expect(leaving.get_by_text("Has the tag “left”.")).to_be_visible()
    leaving.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Exit rules.")).to_be_visible()
    expect(leaving.get_by_text("Has the tag “left”.")).to_be_visible()
    leaf = {"type": "tag", "operator": "has", "value": "left"}
    campaign.refresh_from_db()
    assert campaign.settings == {"exit_rules": [{"condition": "AND", "rules": [leaf]}]}


def test_two_campaigns_are_paused_at_once_and_go_on_again(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_contacts(workspace, 1)
    for name in ("One", "Two"):
        launch(workspace, chain(WAIT), name=name)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/")
    page.get_by_label("Tick every campaign on this page").check()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("2 campaigns paused: nothing more is sent: Two, One.")).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 campaigns resumed: Two, One.")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Running")
