"""The Welcome series from nothing, by mouse: drawn, corrected, launched, watched, changed, compared, published."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from messaging.models import MailboxMail
from tests.browser.builder import Builder
from tests.browser.pages import answer, axe_problems, shoot
from tests.browser.river import River
from tests.factories.campaigns import make_campaign
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.frontend.campaigns import make_people
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def builder(page: Page, workspace: Workspace, sign_in: SignIn, stages: River, origin: str) -> Builder:
    """An empty flow of a workspace with three people, a sender and three published templates."""
    make_people(workspace)
    make_sender(workspace, port=stages.port, is_default=True)
    for name in ("Welcome", "Tour", "Offer"):
        make_published(workspace, name=name)
    sign_in(workspace, Role.EDITOR)
    page.set_viewport_size({"width": 1440, "height": 1000})
    return Builder(page, make_campaign(workspace, name="Welcome series"), origin).open()


def draw_by_mouse(builder: Builder) -> None:
    """Trigger, mail, wait, condition; on its ways a tag, and an A/B test of two mails."""
    page, panel = builder.page, builder.panel
    page.get_by_role("button", name="Add a trigger").click()
    builder.choose("Started by hand")
    builder.add("Started by hand", "Send", name="Welcome mail")
    builder.add("Welcome mail", "Wait")
    panel.get_by_role("spinbutton").fill("20")
    panel.get_by_label("Unit of time").select_option("seconds")
    builder.add("Wait 20 seconds", "Condition", name="Pays already?")
    builder.add("Pays already?", "Tag", way="Yes", name="Mark as customer")
    builder.add("Pays already?", "A/B test", way="No", name="Which mail?")
    builder.add("Which mail?", "Send", way="A · 50 %", name="Tour mail")
    builder.add("Which mail?", "Send", way="B · 50 %", name="Offer mail")


def correct(builder: Builder) -> None:
    """Gives each step what the list of issues says that it lacks."""
    page, panel = builder.page, builder.panel
    for title, template in (("Welcome mail", "Welcome"), ("Tour mail", "Tour"), ("Offer mail", "Offer")):
        builder.to_issue(title)
        panel.get_by_label("Channel").first.select_option("E-mail")
        builder.pick("Template", template)
    builder.to_issue("Mark as customer")
    panel.get_by_role("combobox", name="Tag").fill("customer")
    page.keyboard.press("Enter")
    builder.to_issue("Pays already?")
    panel.get_by_role("button", name="Add a condition").click()
    panel.get_by_role("button", name="Attribute").first.click()
    panel.get_by_role("combobox", name="Field").fill("plan")
    page.keyboard.press("Enter")
    panel.get_by_label("Value").fill("pro")
    expect(panel.get_by_text("1 of 3")).to_be_visible()
    builder.saved()
    expect(page.get_by_role("button", name="No issues")).to_be_visible()
    assert len(builder.kinds()) == 9


def test_the_welcome_series_by_mouse(builder: Builder, pictures: Path) -> None:
    """Drawn with gaps, then corrected from the list of issues."""
    page = builder.page
    draw_by_mouse(builder)
    builder.saved()
    expect(page.get_by_role("button", name="8 errors")).to_be_visible()
    assert axe_problems(page) == []
    shoot(page, pictures, "flow-story-drawn")
    correct(builder)
    shoot(page, pictures, "flow-story-corrected")
    assert axe_problems(page) == []


def launch_it(builder: Builder, pictures: Path) -> None:
    """Reviews and launches."""
    page = builder.page
    page.get_by_role("button", name="Review and launch").click()
    review = page.get_by_role("dialog", name="Review and launch")
    expect(review.get_by_text("1 contact would not be sent marketing")).to_be_visible()
    assert axe_problems(page) == []
    shoot(page, pictures, "flow-story-review")
    review.get_by_role("button", name="Launch now").click()
    expect(page.get_by_text("Version 1, live")).to_be_visible()


def compare_the_two(builder: Builder) -> None:
    """Any two versions, in either direction; what differs is marked and leads to its step."""
    page = builder.page
    page.get_by_role("button", name="Versions").click()
    form = page.get_by_role("form", name="Compare versions")
    form.get_by_label("From").select_option("Version 2")
    form.get_by_label("To").select_option("Version 1")
    form.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("From version 2 to version 1: 0 added, 1 removed, 0 changed.")).to_be_visible()
    expect(page.locator("[data-mark=removed]")).to_contain_text("At most 100 an hour")
    page.get_by_role("region", name="What is shown").get_by_role("button", name="“At most 100 an hour”").click()
    expect(builder.step("At most 100 an hour")).to_be_focused()
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.get_by_role("region", name="Flow as a list").get_by_text("Removed")).to_be_visible()
    page.get_by_role("button", name="Canvas").click()
    page.get_by_role("button", name="Back to the flow").click()
    page.get_by_role("button", name="Versions").click()


def test_launched_watched_changed_compared_and_published(builder: Builder, stages: River, pictures: Path) -> None:
    page = builder.page
    draw_by_mouse(builder)
    correct(builder)
    launch_it(builder, pictures)

    page.get_by_role("button", name="Live numbers").click()
    stages.flow()
    assert sorted(MailboxMail.objects.values_list("rcpt_to", flat=True)) == ["ada@example.com", "bob@example.com"]
    wait = page.locator(".fb-card", has_text="Wait 20 seconds")
    expect(wait).to_contain_text("2 here")
    expect(page.locator(".fb-card", has_text="Welcome mail")).to_contain_text("2 sent")
    shoot(page, pictures, "flow-story-live")
    assert axe_problems(page) == []
    page.get_by_role("button", name="Live numbers").click()

    # What is changed now waits in a draft; those on their way go on by the version that they began with.
    builder.add("Welcome mail", "Throttle")
    builder.saved()
    expect(page.get_by_text("Draft, version 1 is live")).to_be_visible()
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Compare version 1").click()
    expect(page.get_by_text("From version 1 to the draft: 1 added, 0 removed, 0 changed.")).to_be_visible()
    shoot(page, pictures, "flow-story-compare")
    assert axe_problems(page) == []
    page.get_by_role("button", name="Back to the flow").click()

    page.get_by_role("button", name="Review and publish").click()
    page.get_by_role("dialog").get_by_role("link", name="Publish changes").click()
    expect(page.get_by_text("Added Throttle.")).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    answer(page)
    expect(page.get_by_text("Version 2 is live.")).to_be_visible()
    builder.open()
    expect(page.get_by_text("Version 2, live")).to_be_visible()
    compare_the_two(builder)

    page.get_by_role("button", name="Live numbers").click()
    expect(wait).to_contain_text("2 here")
    stages.flow(ahead=timedelta(seconds=30))
    expect(wait).to_contain_text("2 passed")
    expect(wait).not_to_contain_text("here")
    expect(page.get_by_role("link", name="Yes 1")).to_be_visible()
