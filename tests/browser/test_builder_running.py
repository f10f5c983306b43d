"""The builder over a campaign that runs: versions, a test with a contact, the review, numbers that lead to people."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from tests.browser.river import River
from tests.browser.test_builder import add, look, opened, saved
from tests.frontend.campaigns import launch, make_people, make_welcome_series
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def flow(page: Page, workspace: Workspace, sign_in: SignIn, stages: River, origin: str) -> tuple[Page, Campaign]:
    """The builder of a Welcome series whose first mails are out."""
    make_people(workspace)
    campaign = launch(make_welcome_series(workspace, smtp_port=stages.port))
    stages.flow()
    sign_in(workspace, Role.EDITOR)
    return opened(page, f"{origin}/w/acme/campaigns/{campaign.public_id}/flow/"), campaign


def test_what_changed_since_the_live_version(flow: tuple[Page, Campaign], pictures: Path) -> None:
    page, campaign = flow
    add(page, "Welcome mail", "Throttle")
    page.get_by_role("button", name="Remove “Wait 15 seconds”").click()
    saved(page)
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Compare version 1 with the flow here").click()
    expect(page.locator("[data-mark=added]")).to_contain_text("At most 100 an hour")
    expect(page.locator("[data-mark=removed]")).to_contain_text("Wait 15 seconds")
    expect(page.locator("[data-mark]")).to_have_count(2)
    assert look(page, pictures, "builder-compare") == []
    page.get_by_role("button", name="View version 1").click()
    expect(page.get_by_text("You see version 1, as it was published.")).to_be_visible()
    expect(page.locator(".fb-plus")).to_have_count(0)
    page.get_by_role("button", name="Back to the flow").click()
    expect(page.locator("[data-step]", has_text="At most 100 an hour")).to_be_visible()

    page.get_by_role("button", name="Review and publish").click()
    review = page.get_by_role("dialog", name="Review and publish")
    expect(review.get_by_role("link", name="Publish changes…")).to_have_attribute("href", re.compile("/publish/$"))
    assert look(page, pictures, "builder-review") == []
    review.get_by_role("button", name="Not yet").click()

    page.get_by_role("button", name="Throw the draft away…").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-step]", has_text="Wait 15 seconds")).to_be_visible()
    saved(page)
    assert [version.state for version in campaign.versions.all()] == ["published"]


def test_with_a_contact(flow: tuple[Page, Campaign], pictures: Path) -> None:
    page, _ = flow
    page.get_by_role("button", name="Test with a contact").click()
    page.get_by_role("searchbox", name="Contact").fill("ada")
    page.get_by_role("list", name="Contacts found").get_by_role("button", name="Ada").click()
    way = page.get_by_role("region", name="The way of Ada")
    expect(way).to_contain_text("may not come in again")
    way.get_by_role("button", name="Let them in anyway").click()
    expect(page.locator(".fb-way-taken").first).to_be_attached()
    # The mail has its looks although the policy forbids styles inside HTML.
    mail = page.frame_locator(".fb-mail").first
    expect(mail.get_by_text("Unsubscribe")).to_have_css("color", re.compile(r"rgb\((?!0, 0, 0)"))
    assert look(page, pictures, "builder-test") == []
    way.get_by_role("button", name="What if No?").click()
    expect(way).to_contain_text("nurture")


def test_numbers_lead_to_the_people(flow: tuple[Page, Campaign], pictures: Path) -> None:
    page, _ = flow
    page.get_by_role("button", name="Live numbers").click()
    here = page.get_by_role("link", name="2 here at “Wait 20 seconds”")
    expect(here).to_be_visible()
    expect(page.locator(".fb-card[data-type=send]").first).to_contain_text("2 sent · 0 opened · 0 clicked")
    assert look(page, pictures, "builder-live") == []
    here.click()
    expect(page).to_have_url(re.compile(r"/contacts/\?node=[^&]+&state=pending$"))
    expect(page.get_by_role("row")).to_have_count(3)
