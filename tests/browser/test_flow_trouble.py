"""What can go wrong around the builder, in words: an ended session, a template that was rejected."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import campaign_document
from campaigns.services import draft_save
from templates_app.models import Template
from templates_app.services import template_reject
from tests.browser.builder import Builder
from tests.factories.campaigns import chain, default_sender, make_campaign, send_config
from tests.factories.contacts import make_contact
from tests.factories.templates_app import make_published
from workspaces.models import Role, User, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """A draft that sends one mail."""
    template, _ = make_published(workspace, name="Welcome")
    return make_campaign(workspace, chain(("s", "send", send_config(template))), name="Welcome series")


def test_a_session_that_ended(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    """Nothing is lost: the edits wait in the tab until somebody has signed in again."""
    sign_in(workspace, Role.EDITOR)
    # A page of its own: that saving is refused stands on the browser's console.
    builder = Builder(context.new_page(), campaign, origin).open()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    builder.add("Started by hand", "Tag")
    dialog = builder.page.get_by_role("dialog", name="You are signed out")
    expect(dialog.get_by_role("link", name="Sign in")).to_be_visible()
    assert builder.kinds() == ["end", "send", "trigger_manual"]
    sign_in(workspace, Role.EDITOR)
    dialog.get_by_role("button", name="I am signed in: save now").click()
    builder.saved()
    assert builder.kinds() == ["end", "send", "tag", "trigger_manual"]


def test_a_template_that_was_rejected_is_told_where_it_is_used(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    template = Template.objects.in_workspace(workspace).get()
    template_reject(template=template, reason="Wrong logo", actor=Actor.system())
    sign_in(workspace, Role.EDITOR)
    builder = Builder(page, campaign, origin).open()
    builder.to_issue("Send")
    expect(builder.panel.get_by_text("was rejected and can’t be sent")).to_be_visible()
    page.get_by_role("button", name="Review and launch").click()
    review = page.get_by_role("dialog", name="Review and launch")
    expect(review.get_by_role("button", name="Launch now")).to_be_disabled()


def test_the_page_runs_nothing_inline(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.VIEWER)
    answer = page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/flow/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    expect(page.locator("[data-step]")).to_have_count(3)
    gone = page.request.get(f"{origin}/w/acme/campaigns/cmp_00000000000000000000000000/flow/")
    assert gone.status == 404
    assert "unsafe" not in gone.headers["content-security-policy"]


def test_a_flow_that_changed_since_its_review_is_not_launched(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str
) -> None:
    default_sender(workspace)
    make_contact(workspace)
    sign_in(workspace, Role.EDITOR)
    # A page of its own: that launching is refused stands on the browser's console.
    builder = Builder(context.new_page(), campaign, origin).open()
    builder.page.get_by_role("button", name="Review and launch").click()
    review = builder.page.get_by_role("dialog", name="Review and launch")
    expect(review.get_by_role("button", name="Launch now")).to_be_enabled()
    document = deepcopy(campaign_document(campaign))
    document["nodes"][1]["name"] = "Changed by Ada"
    draft_save(campaign=campaign, document=document, actor=Actor("user", "", "ada@example.com"))
    review.get_by_role("button", name="Launch now").click()
    expect(review.get_by_role("alert")).to_contain_text("ada@example.com changed the flow meanwhile")
    expect(builder.page.get_by_text("Changed by Ada").first).to_be_visible()
    assert Campaign.objects.in_workspace(workspace).get().lifecycle == Lifecycle.DRAFT
    review.get_by_role("button", name="Launch now").click()
    expect(review).to_have_count(0)
    assert Campaign.objects.in_workspace(workspace).get().lifecycle == Lifecycle.RUNNING
