"""A campaign from the button Start to its last mail: the numbers move by themselves, pause holds, the journal tells."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from messaging.models import MailboxMail
from tests.browser.pages import answer, axe_problems
from tests.browser.river import River
from tests.frontend.campaigns import make_people, make_welcome_series
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_from_start_to_the_end(page: Page, workspace: Workspace, sign_in: SignIn, stages: River, origin: str) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace, smtp_port=stages.port)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/")
    page.get_by_role("link", name="Welcome series").click()
    page.get_by_role("button", name="Start").click()
    answer(page)
    status = page.locator("#campaign-header").get_by_role("status")
    expect(status).to_contain_text("Running")

    stages.flow()
    progress = page.locator("#campaign-progress")
    expect(progress.get_by_text("done: 1 of 3 contacts")).to_be_visible()
    assert sorted(MailboxMail.objects.values_list("rcpt_to", flat=True)) == ["ada@example.com", "bob@example.com"]

    page.get_by_role("button", name="Pause").click()
    expect(status).to_contain_text("Paused")
    stages.flow(ahead=timedelta(seconds=30))
    assert MailboxMail.objects.count() == 2
    page.get_by_role("button", name="Resume").click()
    expect(status).to_contain_text("Running")

    stages.flow(ahead=timedelta(seconds=60))
    # Whoever got the variant that waits goes on, too.
    stages.flow(ahead=timedelta(seconds=120))
    expect(progress.get_by_text("done: 3 of 3 contacts")).to_be_visible()
    # Cleo agreed to nothing, so it did not end without gaps; the header came along with the numbers.
    expect(status).to_contain_text("Completed with gaps")
    expect(page.locator("#campaign-progress")).not_to_have_attribute("hx-trigger", "every 2s")
    assert axe_problems(page) == []
    assert campaign.public_id in page.url


def test_the_journal_of_somebody_who_was_skipped(
    page: Page, workspace: Workspace, sign_in: SignIn, stages: River, origin: str
) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace, smtp_port=stages.port)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    page.get_by_role("button", name="Start").click()
    answer(page)
    stages.flow()
    page.get_by_role("link", name="All contacts in this campaign").click()
    page.wait_for_load_state()
    page.get_by_label("State").select_option("skipped")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="cleo@example.com", exact=True).click()
    journal = page.get_by_role("region", name="Journal")
    expect(journal.get_by_role("listitem").last).to_contain_text("Welcome mail")
    expect(journal.get_by_role("listitem").last).to_contain_text("The contact never agreed to messages of this kind.")


def test_viewers_see_disabled_buttons(page: Page, workspace: Workspace, sign_in: SignIn, origin: str) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    sign_in(workspace, Role.VIEWER)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    expect(page.get_by_text("need the role Editor; yours is Viewer")).to_be_visible()


def test_the_canvas_draws_every_node_in_its_place(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    sign_in(workspace, Role.VIEWER)
    page.goto(f"{origin}/w/acme/campaigns/{campaign.public_id}/")
    page.get_by_role("link", name="Look at the flow").click()
    cards = page.locator("[data-step]")
    expect(cards).to_have_count(12)
    places = {card.inner_text().splitlines()[0]: card.bounding_box() for card in cards.all()}
    assert len({(box["x"], box["y"]) for box in places.values() if box}) == 12
    tour, offer = places["Tour at once"], places["First-week offer"]
    assert tour is not None
    assert offer is not None
    assert tour["y"] == offer["y"]
    assert tour["x"] < offer["x"]
    expect(page.locator(".fb-port")).to_have_text(["Yes", "No", "Tour · 40 %", "Offer · 30 %", "Tour later · 30 %"])
