"""Versions in the browser: a draft is published with a move, the list tells how far it is, an old one is restored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from campaigns.engine.moving import stage as moving
from campaigns.models import Campaign
from campaigns.services import draft_save
from tests.browser.pages import answer, fill_by_keys, look
from tests.factories.campaigns import SYSTEM, chain, default_sender, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Four contacts wait in version 1; the draft has another wait instead, and a mail with an empty variable."""
    make_contacts(workspace, 4)
    default_sender(workspace)
    content = {"subject": "Hi {{ contact.plan }}", "html": "<p>Your plan: {{ contact.plan }}</p>"}
    template, _ = make_published(workspace, name="Reminder", content=content)
    campaign = launch(workspace, chain(WAIT), name="Welcome series")
    tick()
    document = chain(("v", "wait", {"duration": {"value": 5, "unit": "days"}}), ("s", "send", send_config(template)))
    document["nodes"][1]["name"] = "Five days"
    draft_save(campaign=campaign, document=document, actor=SYSTEM)
    return campaign


def test_publishing_with_a_move_and_restoring(
    page: Page, workspace: Workspace, campaign: Campaign, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    page.get_by_role("link", name="Version 1, published").click()
    assert look(page, pictures, "versions") == []
    page.get_by_role("link", name="Publish… version 2").click()

    impact = page.get_by_role("region", name="If they go on by the new version")
    expect(impact.get_by_role("status")).to_contain_text("0 stay at their step, 0 go to another one")
    expect(impact.get_by_role("status")).to_contain_text("4 leave")
    expect(page.get_by_role("region", name="Variables that would be empty")).to_contain_text("contact.plan")
    assert look(page, pictures, "publish") == []

    # By keyboard alone: the second choice, then where those of the removed step go.
    page.get_by_role("radio", name="Stay on their version").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Go on by the new version")).to_be_checked()
    fill_by_keys(page, page.get_by_label("This step is gone"), "they go to F")
    expect(impact.get_by_role("status")).to_contain_text("4 go to another one")
    expect(page.get_by_label("This step is gone")).to_be_focused()
    expect(page.get_by_label("This step is gone")).to_have_value("v")

    page.get_by_role("button", name="Publish version 2").click()
    answer(page, yes=False)
    expect(page).to_have_title("Publish version 2 · Welcome series · Acme")
    page.get_by_role("button", name="Publish version 2").click()
    assert answer(page) == "Publish version 2 now?"
    expect(page.get_by_text("Version 2 is live.")).to_be_visible()

    newest = page.get_by_role("list", name="Versions, newest first").get_by_role("listitem").first
    expect(newest).to_contain_text("Moving contacts")
    while moving.run().done:
        pass
    expect(newest).to_contain_text("Contacts moved: 0 stayed at their step, 4 went to another one, 0 left.")
    assert look(page, pictures, "versions-moved") == []

    page.get_by_role("link", name="Restore… version 1").click()
    assert look(page, pictures, "restore") == []
    page.get_by_role("button", name="Restore version 1").click()
    answer(page)
    expect(page.get_by_text("Version 3 is live: it restores version 1.")).to_be_visible()
