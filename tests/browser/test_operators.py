"""An operator at work: contacts ticked and stopped by keyboard, an order taken back, its progress, a contact moved."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from campaigns.engine import orders
from campaigns.models import Campaign, Execution
from campaigns.services import campaign_launch, contacts_enroll
from tests.browser.pages import WIDTHS, answer, look, widen
from tests.factories.campaigns import tick
from tests.frontend.campaigns import ACTOR, make_people, make_welcome_series
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Running, with Ada, Bob and Cleo beside their first mail."""
    people = make_people(workspace)
    campaign = campaign_launch(campaign=make_welcome_series(workspace), actor=ACTOR)
    contacts_enroll(campaign=campaign, contact_ids=[person.pk for person in people], actor=ACTOR)
    tick()
    return campaign


@pytest.fixture
def people(page: Page, workspace: Workspace, sign_in: SignIn, origin: str, campaign: Campaign) -> Page:
    """The page of the contacts in the campaign."""
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/contacts/")
    return page


def _states(campaign: Campaign) -> list[str]:
    rows = Execution.objects.in_workspace(campaign.workspace_id).order_by("contact_id")
    return list(rows.values_list("state", flat=True))


def test_contacts_are_ticked_and_stopped_by_keyboard(people: Page, campaign: Campaign) -> None:
    everybody = people.get_by_role("checkbox", name="Tick everybody on this page")
    everybody.press("Space")
    ada = people.get_by_role("checkbox", name="Tick ada@example.com")
    expect(ada).to_be_checked()
    ada.press("Space")
    assert everybody.evaluate("box => box.indeterminate")
    form = people.get_by_role("form", name="Act on contacts")
    form.get_by_label("Do").select_option("cancel")
    form.get_by_role("button", name="Go on").press("Enter")
    expect(people.get_by_role("heading", level=1)).to_have_text("Stop 2 contacts?")
    people.get_by_role("button", name="Stop").press("Enter")
    lately = people.get_by_role("region", name="What was ordered lately")
    expect(lately.get_by_text("About to begin")).to_be_visible()
    orders.run(database_now() + timedelta(minutes=1))
    expect(lately.get_by_text("2 done")).to_be_visible()
    expect(lately.get_by_text("Done", exact=True)).to_be_visible()
    assert _states(campaign) == ["processing", "skipped", "skipped"]


def test_an_order_is_taken_back(people: Page, campaign: Campaign) -> None:
    form = people.get_by_role("form", name="Act on contacts")
    form.get_by_label("With").select_option("all")
    form.get_by_role("button", name="Go on").click()
    expect(people.get_by_role("heading", level=1)).to_have_text("Stop about 3 contacts?")
    people.get_by_role("button", name="Stop").click()
    undo = people.get_by_role("button", name="Undo: Stop")
    undo.focus()
    # The list polls; whoever stands on the button stays there.
    with people.expect_response(lambda answer: answer.url.endswith("/orders/progress/")):
        pass
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(people.get_by_text("Taken back: nothing was done.")).to_be_visible()
    orders.run(database_now() + timedelta(minutes=1))
    assert _states(campaign) == ["processing"] * 3


def test_one_contact_is_moved_and_stopped_from_the_journal(people: Page, campaign: Campaign) -> None:
    people.get_by_role("link", name="ada@example.com", exact=True).click()
    acting = people.get_by_role("region", name="Act on this contact")
    acting.get_by_label("Step to move to").select_option(index=1)
    acting.get_by_role("button", name="Move").click()
    expect(people.get_by_text("The contact was moved.")).to_be_visible()
    assert _states(campaign)[0] == "pending"
    acting.get_by_role("button", name="Stop").click()
    answer(people, yes=False)
    assert _states(campaign)[0] == "pending"
    acting.get_by_role("button", name="Stop").click()
    answer(people)
    expect(people.get_by_text("The contact’s way has ended.")).to_be_visible()
    assert _states(campaign) == ["skipped", "processing", "processing"]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_moves_on_the_page_is_accessible_and_fits(
    people: Page, campaign: Campaign, pictures: Path, width: str
) -> None:
    Campaign.unscoped_objects.update(claimable_since=None)
    pending = Execution.objects.in_workspace(campaign.workspace_id).order_by("pk").first()
    assert pending is not None
    Execution.objects.in_workspace(campaign.workspace_id).filter(pk=pending.pk).update(
        state="pending", due_at=database_now() - timedelta(hours=1)
    )
    widen(people, width)
    form = people.get_by_role("form", name="Act on contacts")
    form.get_by_label("Do").select_option("move")
    form.get_by_label("With").select_option("all")
    form.get_by_role("button", name="Go on").click()
    people.get_by_label("Where to").select_option("welcome")
    expect(people.get_by_role("button", name="Move")).to_be_visible()
    problems = look(people, pictures, "order", width)
    people.get_by_role("button", name="Move").click()
    expect(people.get_by_text("Something is stuck")).to_be_visible()
    expect(people.get_by_role("button", name="Undo: Move to “Welcome mail”")).to_be_visible()
    assert problems + look(people, pictures, "people", width) == []
