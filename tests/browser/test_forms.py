"""The side panel's forms in the builder: rule and count, template with preview, weights, what the server says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from campaigns.models import Campaign
from tests.browser.pages import look
from tests.frontend.campaigns import make_people, make_welcome_series
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """The Welcome series as a draft."""
    make_people(workspace)
    return make_welcome_series(workspace)


def opened(page: Page, origin: str, campaign: Campaign, title: str) -> Locator:
    """The panel of that step."""
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/flow/")
    card = page.locator("[data-step]", has_text=title).first
    card.focus()
    card.press("Enter")
    panel = page.get_by_role("complementary", name="Step")
    expect(panel).to_be_visible()
    return panel


def stored(page: Page, campaign: Campaign, key: str) -> dict[str, Any]:
    """The step's config on the server, when everything is saved."""
    expect(page.locator(".fb-save")).to_have_text("All changes saved")
    document = campaign.versions.latest("number").document
    config: dict[str, Any] = next(node["config"] for node in document["nodes"] if node["id"] == key)
    return config


def test_a_conditions_rule_is_built_and_counted(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    panel = opened(page, origin, campaign, "Paying, or opened the welcome mail?")
    expect(panel.get_by_text("Is in the segment “Paying customers” or has opened a message of")).to_be_visible()
    expect(panel.get_by_text("1 of 3 contacts")).to_be_visible()
    panel.get_by_role("button", name="Duplicate condition 1").click()
    panel.get_by_role("group", name="Segment, condition 2").get_by_label("Comparison").select_option("not_in")
    expect(panel.get_by_text("3 of 3 contacts")).to_be_visible()
    assert [leaf["operator"] for leaf in stored(page, campaign, "interested")["rule"]["rules"]] == [
        "in",
        "not_in",
        "is",
    ]
    assert look(page, pictures, "form-condition") == []


def test_a_template_is_chosen_with_its_preview(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    panel = opened(page, origin, campaign, "Welcome mail")
    template = panel.get_by_role("combobox", name="Template")
    expect(template).to_have_value("Welcome")
    template.click()
    template.fill("tou")
    panel.get_by_role("option", name="Tour").click()
    expect(template).to_have_value("Tour")
    panel.get_by_text("Preview").click()
    expect(panel.frame_locator("iframe").locator("body")).to_contain_text("Hello")
    other = stored(page, campaign, "tour")["template"]
    assert stored(page, campaign, "welcome")["template"] == other


def test_weights_add_up_and_a_fault_stands_at_its_field(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    panel = opened(page, origin, campaign, "Tour, offer, or tour later?")
    panel.get_by_label("Share of variant A in percent", exact=True).fill("70")
    expect(panel.get_by_text("100 % in all")).to_be_visible()
    weights = [variant["weight"] for variant in stored(page, campaign, "test")["variants"]]
    assert weights == [70, 15, 15]
    page.get_by_role("button", name="Add a step after “Started by hand”", exact=True).click()
    page.get_by_role("dialog").get_by_role("option").filter(has_text="Adds a tag").click()
    field = panel.locator("[data-field=tag]")
    expect(field.get_by_text("“Tag” is still empty.")).to_be_visible()
    expect(field.get_by_role("combobox")).to_have_attribute("aria-invalid", "true")


def test_another_kind_of_wait_and_back(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    panel = opened(page, origin, campaign, "Wait 20 seconds")
    panel.get_by_label("How long").press("Backspace")
    panel.get_by_label("How long").fill("45")
    panel.get_by_role("radio", name="An event").check()
    panel.get_by_role("combobox", name="Event").fill("ordered")
    panel.get_by_label("At most").fill("3")
    assert stored(page, campaign, "pause") == {"event": "ordered", "timeout": {"value": 3, "unit": "days"}}
    expect(page.locator("[data-step]", has_text="Wait for “ordered”")).to_be_visible()
    panel.get_by_role("radio", name="A length of time").check()
    assert stored(page, campaign, "pause") == {"duration": {"value": 45, "unit": "seconds"}}
