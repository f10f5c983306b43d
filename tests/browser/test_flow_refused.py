"""What ends editing, in words: another role, an ended or deleted campaign, a deleted template, a fault of the page."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from campaigns.models import Campaign
from campaigns.services import campaign_archive, campaign_delete
from tests.browser.builder import Builder
from tests.factories.campaigns import chain, default_sender, make_campaign, send_config
from tests.factories.templates_app import make_published
from workspaces.models import Membership, Role, User, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
KEPT = "Your last changes are kept in this tab"
GONE = "tpl_01h455vb4pex5vsknk084sn02q"
KINDS = ["end", "send", "trigger_manual"]


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """A draft that sends one mail."""
    default_sender(workspace)
    template, _ = make_published(workspace, name="Welcome")
    return make_campaign(workspace, chain(("s", "send", send_config(template))), name="Welcome series")


@pytest.fixture
def builder(context: BrowserContext, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str) -> Builder:
    """Open, in a page of its own: that saving is refused stands on the browser's console."""
    sign_in(workspace, Role.EDITOR)
    return Builder(context.new_page(), campaign, origin).open()


def test_a_role_that_was_taken_away(builder: Builder, workspace: Workspace) -> None:
    """What could not be saved comes back when the role does."""
    page = builder.page
    members = Membership.objects.in_workspace(workspace)
    members.update(role=Role.VIEWER)
    builder.add("Started by hand", "Tag")
    expect(page.get_by_role("alert")).to_contain_text(KEPT)
    expect(page.locator(".fb-save")).to_have_text("Read-only: your role does not allow changes")
    expect(page.locator(".fb-plus")).to_have_count(0)
    assert builder.kinds() == KINDS
    members.update(role=Role.EDITOR)
    page.reload()
    page.get_by_role("dialog", name="Changes that were not saved").get_by_role("button", name="Bring them back").click()
    builder.saved()
    assert builder.kinds() == ["end", "send", "tag", "trigger_manual"]


def test_a_campaign_that_ended_meanwhile_is_copied(builder: Builder, campaign: Campaign) -> None:
    page = builder.page
    campaign_archive(campaign=campaign, actor=Actor.system())
    builder.add("Started by hand", "Tag")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(KEPT)
    expect(page.locator(".fb-save")).to_have_text("Read-only: this campaign has ended")
    assert builder.kinds() == KINDS
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("This campaign is archived, so its flow stays as it is.")).to_be_visible()
    page.get_by_role("button", name="Duplicate this campaign").click()
    expect(page.get_by_role("heading", name="Welcome series (copy)")).to_be_visible()
    copy = Campaign.objects.in_workspace(campaign.workspace_id).exclude(pk=campaign.pk).get()
    assert (copy.name, copy.lifecycle) == ("Welcome series (copy)", "DRAFT")


def test_a_campaign_that_was_deleted_meanwhile(builder: Builder, campaign: Campaign) -> None:
    page = builder.page
    campaign_delete(campaign=campaign, actor=Actor.system())
    builder.add("Started by hand", "Tag")
    expect(page.get_by_role("alert")).to_contain_text(KEPT)
    expect(page.locator(".fb-save")).to_have_text("This campaign no longer exists")
    expect(builder.step("Tag")).to_be_visible()


def test_a_template_that_was_deleted(builder: Builder, workspace: Workspace, campaign: Campaign) -> None:
    """The step says so, in the list of issues and at its field; another template heals it."""
    make_published(workspace, name="Hello again")
    flow = builder.draft()
    next(node for node in flow["nodes"] if node["type"] == "send")["config"]["template"] = GONE
    campaign.versions.update(document=flow)
    builder.page.reload()
    builder.to_issue("Send")
    expect(builder.panel.get_by_text("This template was deleted. Choose another one.")).to_be_visible()
    builder.pick("Template", "Hello again")
    builder.saved()
    expect(builder.page.get_by_role("button", name="No issues")).to_be_visible()


def test_a_fault_of_the_page_itself(builder: Builder, campaign: Campaign) -> None:
    """Words and a way on, never a white page; what was not saved comes back afterwards."""
    page = builder.page
    page.on("dialog", lambda dialog: dialog.accept())
    draft = f"**/campaigns/{campaign.public_id}/draft*"
    page.route(draft, lambda route: route.abort())
    builder.add("Started by hand", "Tag")
    expect(page.locator(".fb-save")).to_contain_text("your changes are kept in this tab")
    page.unroute(draft)
    page.route(draft, _broken)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong in this page")
    page.unroute(draft)
    page.get_by_role("button", name="Reload").click()
    page.get_by_role("dialog", name="Changes that were not saved").get_by_role("button", name="Bring them back").click()
    builder.saved()
    assert builder.kinds() == ["end", "send", "tag", "trigger_manual"]


def _broken(route: Route) -> None:
    """An answer that no server of ours gives: steps without a config."""
    answer = route.fetch()
    draft = json.loads(answer.body())
    for node in draft["workflow"]["nodes"]:
        del node["config"]
    route.fulfill(response=answer, body=json.dumps(draft))
