"""A received mail: shown as it looks, harmless, counted as opened, and its unsubscribe link works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Consent, ConsentState
from messaging.models import Message
from tests.browser.river import River
from tests.frontend.campaigns import launch, make_people, make_welcome_series
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_from_the_mailbox_to_unsubscribed(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    stages: River,
    origin: str,
) -> None:
    ada, _, _ = make_people(workspace)
    launch(make_welcome_series(workspace, smtp_port=stages.port))
    stages.flow()
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/mailbox/")
    page.get_by_role("row", name="ada@example.com").get_by_role("link").click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("Hello Ada")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Unsubscribe link").click()
    leaving = opened.value
    leaving.get_by_role("button").first.click()
    leaving.wait_for_load_state()
    expect(leaving.get_by_role("heading").first).to_be_visible()
    consent = Consent.objects.in_workspace(workspace).get(contact=ada)
    assert consent.state == ConsentState.DENIED
    message = Message.objects.in_workspace(workspace).get(contact=ada)
    assert message.opened_at is not None
