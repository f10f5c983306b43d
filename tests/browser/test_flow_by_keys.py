"""The Welcome series built by the keyboard alone: not one click from the empty flow to the launch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder
from tests.browser.pages import axe_problems, fill_by_keys, tab_to
from tests.factories.campaigns import make_campaign
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.frontend.campaigns import make_people
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.fixture
def builder(page: Page, workspace: Workspace, sign_in: SignIn, origin: str) -> Builder:
    """An empty flow of a workspace with three people, a sender and two published templates."""
    make_people(workspace)
    make_sender(workspace, is_default=True)
    for name in ("Welcome", "Offer"):
        make_published(workspace, name=name)
    sign_in(workspace, Role.EDITOR)
    return Builder(page, make_campaign(workspace, name="Welcome series"), origin).open()


def choose(builder: Builder, what: str) -> None:
    """Types into the open palette, takes what it finds first, and waits for its form."""
    keys = builder.page.keyboard
    expect(builder.page.get_by_role("combobox", name="Search steps")).to_be_focused()
    keys.type(what)
    keys.press("Enter")
    expect(builder.panel).to_be_focused()


def name_it(builder: Builder, name: str) -> None:
    fill_by_keys(builder.page, builder.panel.get_by_label("Name", exact=True).first, name)


def pick(builder: Builder, label: str, text: str) -> None:
    """Searches in a picker and takes what it finds."""
    fill_by_keys(builder.page, builder.panel.get_by_role("combobox", name=label), text)
    expect(builder.panel.get_by_role("option", name=text).first).to_be_visible()
    builder.page.keyboard.press("Enter")


def back_to(builder: Builder, title: str) -> None:
    """Closes the form; its card has the focus."""
    builder.page.keyboard.press("Escape")
    expect(builder.step(title)).to_be_focused()


def mail(builder: Builder, name: str, template: str) -> None:
    """Fills in the form of a new message."""
    name_it(builder, name)
    fill_by_keys(builder.page, builder.panel.get_by_label("Channel").first, "E-mail")
    pick(builder, "Template", template)
    back_to(builder, name)


def test_the_welcome_series_by_keyboard(builder: Builder) -> None:
    page, keys = builder.page, builder.page.keyboard
    tab_to(page, page.get_by_role("button", name="Add a trigger"))
    keys.press("Enter")
    choose(builder, "hand")
    back_to(builder, "Started by hand")

    keys.press("+")
    choose(builder, "send")
    mail(builder, "Welcome mail", "Welcome")

    keys.press("+")
    choose(builder, "wait")
    fill_by_keys(builder.page, builder.panel.get_by_role("spinbutton"), "2")
    back_to(builder, "Wait 2 days")

    keys.press("+")
    choose(builder, "condition")
    name_it(builder, "Good lead?")
    tab_to(page, builder.panel.get_by_role("button", name="Add a condition"))
    keys.press("Enter")
    tab_to(page, builder.panel.get_by_role("button", name="Score"))
    keys.press("Enter")
    fill_by_keys(builder.page, builder.panel.get_by_label("Value"), "5")
    expect(builder.panel.get_by_text("0 of 3")).to_be_visible()
    back_to(builder, "Good lead?")

    # Each way of a step with several has its own +, which Tab reaches from the step.
    tab_to(page, builder.plus("Good lead?", "No"))
    keys.press("Enter")
    choose(builder, "send")
    mail(builder, "Offer mail", "Offer")
    keys.press("ArrowUp")
    expect(builder.step("Good lead?")).to_be_focused()
    tab_to(page, builder.plus("Good lead?", "Yes"))
    keys.press("Enter")
    choose(builder, "tag")
    fill_by_keys(builder.page, builder.panel.get_by_role("combobox", name="Tag"), "lead")
    keys.press("Enter")
    back_to(builder, "Add tag “lead”")

    builder.saved()
    expect(page.get_by_role("button", name="No issues")).to_be_visible()
    assert builder.kinds() == ["condition", "end", "send", "send", "tag", "trigger_manual", "wait"]
    assert axe_problems(page) == []

    tab_to(page, page.get_by_role("button", name="Review and launch"))
    keys.press("Enter")
    review = page.get_by_role("dialog", name="Review and launch")
    expect(review.get_by_text("1 contact would not be sent marketing")).to_be_visible()
    tab_to(page, review.get_by_role("button", name="Launch now"))
    keys.press("Enter")
    expect(page.get_by_text("Version 1, live")).to_be_visible()
    expect(review).to_have_count(0)
    builder.campaign.refresh_from_db()
    assert builder.campaign.live_version is not None
