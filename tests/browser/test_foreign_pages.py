"""Pages of other projects that we serve (the staff admin, the API docs) work under the policy and call nobody."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.workspaces import make_user

pytestmark = pytest.mark.browser


def test_the_api_docs(page: Page, origin: str) -> None:
    page.goto(f"{origin}/api/docs/")
    expect(page.get_by_text("Campanile").first).to_be_visible()


def test_the_staff_admin(page: Page, context: BrowserContext, origin: str) -> None:
    staff = make_user("staff@example.com", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": origin}])
    page.goto(f"{origin}/admin/")
    expect(page.get_by_role("heading").first).to_be_visible()
    page.goto(f"{origin}/admin/campaigns/campaign/")
    page.wait_for_load_state("networkidle")
