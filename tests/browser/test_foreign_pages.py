"""Pages of other projects that we serve (the staff admin, the API docs) work under the policy and call nobody."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import axe_problems, shoot
from tests.factories.campaigns import chain, make_campaign
from tests.factories.workspaces import make_user, make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.browser


def sign_in_as_staff(context: BrowserContext, origin: str) -> None:
    staff = make_user("staff@example.com", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": origin}])


def test_the_api_docs(page: Page, origin: str) -> None:
    page.goto(f"{origin}/api/docs/")
    # The first one who asks waits until the description is made.
    expect(page.get_by_text("Campanile").first).to_be_visible()


def test_the_staff_admin(page: Page, context: BrowserContext, origin: str) -> None:
    sign_in_as_staff(context, origin)
    page.goto(f"{origin}/admin/")
    expect(page.get_by_role("heading").first).to_be_visible()
    page.goto(f"{origin}/admin/campaigns/campaign/")
    page.wait_for_load_state("networkidle")


def test_the_workspace_is_chosen_in_the_header(
    page: Page, context: BrowserContext, workspace: Workspace, origin: str, pictures: Path
) -> None:
    other = make_workspace("other", name="Other")
    for number, owner in enumerate((workspace, other, other)):
        make_campaign(owner, name=f"Campaign {number} of {owner.name}")
    sign_in_as_staff(context, origin)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{origin}/admin/campaigns/campaign/")
    expect(page.get_by_role("link", name="Campaign 0 of Acme")).to_be_visible()
    page.get_by_label("Workspace whose rows lists show").select_option("Other")
    expect(page.get_by_role("link", name="Campaign 0 of Acme")).to_have_count(0)
    expect(page.get_by_role("link", name="Campaign 2 of Other")).to_be_visible()
    shoot(page, pictures, "admin-campaigns")
    page.get_by_label("Workspace whose rows lists show").select_option("All workspaces")
    expect(page.get_by_role("link", name="Campaign 0 of Acme")).to_be_visible()
    expect(page).to_have_url(f"{origin}/admin/campaigns/campaign/")


def test_the_flow_builder_in_the_admin(
    page: Page, context: BrowserContext, workspace: Workspace, origin: str, pictures: Path
) -> None:
    """Under its own policy, which the watch would hear of; the switch of workspaces works on it, too."""
    campaign = make_campaign(workspace, chain(("w", "wait", {"duration": {"value": 2, "unit": "days"}})))
    sign_in_as_staff(context, origin)
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{origin}/admin/campaigns/campaign/{campaign.pk}/change/")
    page.get_by_role("link", name="Open flow builder").click()
    builder = page.locator("#flow-builder")
    expect(builder.get_by_text("Wait 2 days")).to_be_visible()
    shoot(page, pictures, "admin-flow-builder")
    assert axe_problems(page, "#flow-builder") == []
    page.emulate_media(color_scheme="dark")
    shoot(page, pictures, "admin-flow-builder-dark")
    page.get_by_label("Workspace whose rows lists show").select_option("Acme")
    expect(builder.get_by_text("Wait 2 days")).to_be_visible()
