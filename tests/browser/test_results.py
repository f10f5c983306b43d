"""The results of a campaign in a browser: charts with words, the table behind them, other periods, at two widths."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import look
from tests.frontend.results import make_results
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_results_are_found_and_other_periods_chosen(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    campaign = make_results(workspace)
    sign_in(workspace, Role.VIEWER)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    page.get_by_role("link", name="Results").click()
    expect(page.get_by_role("heading", name="Results", level=2)).to_be_attached()
    expect(page.get_by_role("img", name="Entered by day")).to_be_visible()
    page.get_by_text("The numbers as a table").click()
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline.get_by_role("row")).to_have_count(11)
    expect(page.get_by_role("region", name="Which subject?")).to_contain_text("Long subject is the best.")
    expect(page.get_by_role("region", name="Goal")).to_contain_text("140 of 2,000 who entered")

    page.wait_for_load_state()
    page.get_by_role("combobox", name="Period").select_option("90d")
    expect(page).to_have_url(f"{origin}/w/acme/campaigns/{campaign.public_id}/results/?range=90d&group=day")
    page.wait_for_load_state()
    page.get_by_role("combobox", name="Grouped").select_option("month")
    expect(page.get_by_role("img", name="Entered by month")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("combobox", name="Period").select_option("custom")
    page.get_by_label("First day").fill("2020-01-01")
    page.get_by_label("Last day").fill("2020-01-31")
    page.get_by_role("button", name="Show").click()
    expect(timeline).to_contain_text("Nothing happened in this time.")


def test_results_are_accessible_and_fit(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    campaign = make_results(workspace)
    sign_in(workspace, Role.VIEWER)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/results/")
    page.get_by_text("The numbers as a table").click()
    assert look(page, pictures, "results-full") == []
