"""The flow builder in a browser: by mouse, by keyboard, two pages at once, without a network, and read-only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from campaigns.models import Campaign
from tests.browser.pages import look
from tests.frontend.campaigns import make_people, make_welcome_series
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
SAVED = "All changes saved"


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """The Welcome series as a draft."""
    make_people(workspace)
    return make_welcome_series(workspace)


@pytest.fixture
def address(campaign: Campaign, origin: str) -> str:
    """Of its Flow page."""
    return f"{origin}/w/acme/campaigns/{campaign.public_id}/flow/"


def opened(page: Page, address: str) -> Page:
    """The builder, when it has loaded."""
    page.goto(address)
    expect(page.locator("[data-step]").first).to_be_visible()
    return page


def saved(page: Page) -> None:
    """Waits until the server has everything."""
    expect(page.locator(".fb-save")).to_have_text(SAVED)


def stored(campaign: Campaign) -> dict[str, Any]:
    """The draft's steps by id."""
    version = campaign.versions.latest("number")
    return {node["id"]: node for node in version.document["nodes"]}


def leads_to(campaign: Campaign, source: str, port: str = "next") -> str:
    """The step that follows."""
    edges = campaign.versions.latest("number").document["edges"]
    return next(edge["target"] for edge in edges if (edge["source"], edge["port"]) == (source, port))


def step(page: Page, title: str) -> Any:
    """The card of a step, or its line in the list."""
    return page.locator("[data-step]", has_text=title).first


def add(page: Page, after: str, what: str) -> None:
    """Puts a step in with the mouse."""
    page.get_by_role("button", name=f"Add a step after “{after}”", exact=True).click()
    page.get_by_role("dialog").get_by_role("option", name=what).click()


def test_by_mouse(
    page: Page, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    opened(page, address)
    before = stored(campaign)
    assert look(page, pictures, "builder") == []
    page.get_by_role("button", name="Add a step after “Welcome mail”").click()
    expect(page.get_by_role("option", name="Started by hand")).to_have_count(0)
    assert look(page, pictures, "builder-palette") == []
    page.get_by_role("option", name="Throttle").click()
    expect(page.get_by_role("complementary", name="Step")).to_be_visible()
    assert look(page, pictures, "builder-step") == []
    saved(page)
    (new,) = set(stored(campaign)) - set(before)
    assert stored(campaign)[new]["type"] == "throttle"

    # Drag it to another "+": it leaves one place whole and arrives at the other.
    page.get_by_role("button", name="Close").click()
    target = page.get_by_role("button", name="Add a step after “Add tag “nurture””")
    page.locator(".fb-card", has_text="At most 100 an hour").drag_to(target)
    saved(page)
    (nurture,) = (key for key, node in stored(campaign).items() if node["config"].get("tag") == "nurture")
    assert leads_to(campaign, nurture) == new

    # Of a step with branches it is asked what stays; undoing brings everything back.
    page.get_by_role("button", name="Remove “Tour, offer, or tour later?”").click()
    assert look(page, pictures, "builder-remove") == []
    page.get_by_label("Keep the way Offer").check()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("[data-step]")).to_have_count(len(before) + 1 - 4)
    for _ in range(3):
        page.get_by_role("button", name="Undo", exact=True).first.click()
    saved(page)
    assert stored(campaign) == before


def test_by_keyboard(page: Page, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn) -> None:
    sign_in(workspace, Role.EDITOR)
    opened(page, address)
    before = stored(campaign)
    step(page, "Started by hand").focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("button", name="Add a step after “Started by hand”")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(step(page, "Welcome mail")).to_be_focused()
    page.keyboard.press("+")
    page.keyboard.type("tag")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Step")
    expect(panel).to_be_focused()
    saved(page)
    (new,) = set(stored(campaign)) - set(before)
    page.keyboard.press("Escape")
    expect(page.locator(f"[data-step={new}]")).to_be_focused()

    page.keyboard.press("Control+c")
    page.keyboard.press("ArrowDown")
    expect(step(page, "Wait 20 seconds")).to_be_focused()
    page.keyboard.press("Control+v")
    expect(page.locator("[data-step]")).to_have_count(len(before) + 2)
    page.keyboard.press("Delete")
    expect(page.locator("[data-step]")).to_have_count(len(before) + 1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-step]")).to_have_count(len(before))
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("[data-step]")).to_have_count(len(before) + 1)
    saved(page)
    assert set(stored(campaign)) == {*before, new}

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_pages_at_once(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    # Pages of their own: that the second save is refused stands on the browser's console.
    mine, theirs = opened(context.new_page(), address), opened(context.new_page(), address)
    before = stored(campaign)
    add(theirs, "Welcome mail", "Throttle")
    saved(theirs)
    add(mine, "Welcome mail", "Update score")
    dialog = mine.get_by_role("dialog", name="Somebody else changed this flow")
    expect(dialog.get_by_role("listitem").first).to_contain_text("Added “At most 100 an hour”")
    assert look(mine, pictures, "builder-conflict") == []
    dialog.get_by_role("button", name="Merge").click()
    saved(mine)
    now = stored(campaign)
    assert sorted(node["type"] for key, node in now.items() if key not in before) == ["throttle", "update_score"]
    (mail,) = (key for key, node in now.items() if node["name"] == "Welcome mail")
    # Both stay in the way into which both were put, one after the other.
    assert [now[leads_to(campaign, mail)]["type"], now[leads_to(campaign, leads_to(campaign, mail))]["type"]] == [
        "update_score",
        "throttle",
    ]
    # One more step back would take theirs back as well: it is asked about first.
    mine.get_by_role("button", name="Undo", exact=True).first.click()
    asked = mine.get_by_role("dialog", name="This would undo somebody else’s changes")
    expect(asked.get_by_role("listitem").first).to_have_text("Added “At most 100 an hour”")
    assert look(mine, pictures, "builder-undo-theirs") == []
    asked.get_by_role("button", name="Leave it").click()
    saved(mine)
    assert stored(campaign) == now
    mine.get_by_role("button", name="Undo", exact=True).first.click()
    asked.get_by_role("button", name="Undo all the same").click()
    expect(step(mine, "At most 100 an hour")).to_have_count(0)
    saved(mine)
    assert sorted(node["type"] for key, node in stored(campaign).items() if key not in before) == ["update_score"]


def adds_offline(page: Page, address: str, *, is_received: bool) -> None:
    """Puts a step in while saving fails, or only seems to as the answer alone is lost."""
    # Leaving with unsaved changes is asked about; here it is always meant.
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, address)

    def fail_saving(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
            return
        if is_received:
            assert route.fetch().ok
        route.abort("internetdisconnected")

    page.route("**/draft", fail_saving)
    add(page, "Welcome mail", "Throttle")
    expect(page.locator(".fb-save")).to_contain_text("Offline: your changes are kept in this tab")


def test_without_a_network(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn, pictures: Path
) -> None:
    sign_in(workspace, Role.EDITOR)
    page, before = context.new_page(), stored(campaign)
    adds_offline(page, address, is_received=False)
    assert look(page, pictures, "builder-offline") == []
    assert stored(campaign) == before

    page.reload()
    page.unroute("**/draft")
    kept = page.get_by_role("dialog", name="Changes that were not saved")
    expect(kept.get_by_role("listitem")).to_have_text(["Added “At most 100 an hour”", "One way leads elsewhere"])
    kept.get_by_role("button", name="Bring them back").click()
    saved(page)
    (new,) = set(stored(campaign)) - set(before)
    assert stored(campaign)[new]["type"] == "throttle"
    page.reload()
    expect(page.locator("[data-step]")).to_have_count(len(before) + 1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_the_answer(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn
) -> None:
    """What the server has taken is not offered again, nor put in twice, when only its answer was lost."""
    sign_in(workspace, Role.EDITOR)
    page, before = context.new_page(), stored(campaign)
    adds_offline(page, address, is_received=True)
    page.reload()
    expect(page.locator("[data-step]")).to_have_count(len(before) + 1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.unroute("**/draft")
    add(page, "Welcome mail", "Update score")
    saved(page)
    assert sorted(node["type"] for key, node in stored(campaign).items() if key not in before) == [
        "throttle",
        "update_score",
    ]


def test_signed_out_in_between(
    context: BrowserContext, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn
) -> None:
    sign_in(workspace, Role.EDITOR)
    page = opened(context.new_page(), address)
    before = stored(campaign)
    context.clear_cookies()
    add(page, "Welcome mail", "Throttle")
    dialog = page.get_by_role("dialog", name="You are signed out")
    expect(dialog.get_by_role("link", name="Sign in (new tab)")).to_have_attribute("target", "_blank")
    assert stored(campaign) == before
    # Signing in elsewhere gives a new session and a new form token.
    sign_in(workspace, Role.EDITOR)
    context.new_page().goto(address)
    page.bring_to_front()
    dialog.get_by_role("button", name="I am signed in: save now").click()
    saved(page)
    expect(dialog).to_have_count(0)
    (new,) = set(stored(campaign)) - set(before)
    assert stored(campaign)[new]["type"] == "throttle"


def test_viewers_look_and_phones_read_a_list(
    page: Page, workspace: Workspace, campaign: Campaign, address: str, sign_in: SignIn, pictures: Path
) -> None:
    sign_in(workspace, Role.VIEWER)
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address)
    expect(page.get_by_role("region", name="Flow as a list")).to_be_visible()
    expect(page.get_by_text("You can look at this flow, not change it")).to_be_visible()
    expect(page.get_by_role("button", name="Add a step")).to_have_count(0)
    # What is projected comes later, above the list, which moves down.
    expect(page.get_by_text("Projected sends")).to_be_visible()
    step(page, "Welcome mail").click()
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    assert look(page, pictures, "builder-viewer") == []
    assert campaign.versions.latest("number").revision == 1
