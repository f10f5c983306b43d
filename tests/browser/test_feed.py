"""The feed in a website of another origin, under a strict policy: list, badge, banner and modal, and what is noted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from contacts.models import Contact, SiteKey
from contacts.services.site_keys import site_key_create
from frontend.event_intake import snippet_of
from messaging.models import OnsiteItem
from tests.browser.website import website
from tests.factories.contacts import make_contact
from tests.messaging.api.site.test_feed import sent
from tests.messaging.site.tokens import signed
from tests.processes import wait_until
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
_PAGE = """<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<span id="badge"></span><main id="list"></main>"""
_START = """token => {
  campanile.identify({external_id: "ada"}, token);
  return campanile.feed({list: "#list", badge: "#badge"}).then(feed => { window.feed = feed; });
}"""


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, external_id="ada", first_name="Ada")


@pytest.fixture
def shop(browser: Browser, workspace: Workspace, origin: str) -> Iterator[tuple[Page, SiteKey]]:
    """A page of a site that has the snippet; it must not complain."""
    tag: list[str] = []
    policy = f"default-src 'none'; img-src data:; script-src 'self' {origin}; connect-src {origin}"
    with website(lambda: _PAGE + tag[0], policy, {}) as address:
        key = site_key_create(workspace=workspace, name="Shop", origins=[address], actor=Actor.system())
        tag.append(snippet_of(key))
        context = browser.new_context(base_url=address)
        page, faults = context.new_page(), []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(error.message))
        page.goto("/")
        page.wait_for_function("typeof window.campanile?.track === 'function'")
        yield page, key
        context.close()
        assert faults == []


def start(shop: tuple[Page, SiteKey]) -> Page:
    page, key = shop
    page.evaluate(_START, signed(key, external_id="ada"))
    return page


def noted(item: OnsiteItem, column: str) -> None:
    rows = OnsiteItem.objects.in_workspace(item.workspace_id).filter(pk=item.pk, **{f"{column}__isnull": False})
    wait_until(rows.exists, what=f"{column} is noted")


def test_a_visitor_reads_what_there_is_and_what_comes(shop: tuple[Page, SiteKey], ada: Contact) -> None:
    [first] = sent(ada, placement="feed")
    page = start(shop)
    cards = page.locator("#list article")
    expect(cards).to_have_count(1)
    expect(page.locator("#badge")).to_have_text("1")
    expect(cards.first.get_by_role("heading")).to_have_text("Hi Ada")
    expect(cards.first.get_by_role("link", name="Read more")).to_have_attribute("href", first.url)
    noted(first, "seen_at")
    [second] = sent(ada, placement="feed", title="And more")
    page.evaluate("feed.refresh()")
    expect(cards).to_have_count(2)
    expect(page.locator("#badge")).to_have_text("2")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("#badge")).to_have_text("")
    noted(second, "read_at")
    cards.first.get_by_role("button", name="Put away").click()
    expect(cards).to_have_count(1)
    noted(second, "dismissed_at")


def test_a_banner_and_a_modal_come_one_after_the_other_and_once(shop: tuple[Page, SiteKey], ada: Contact) -> None:
    [modal] = sent(ada, placement="modal", title="Over the page")
    [banner] = sent(ada, placement="banner", title="On top")
    page = start(shop)
    region = page.get_by_role("region", name="On top")
    expect(region).to_be_visible()
    noted(banner, "seen_at")
    region.get_by_role("button", name="Put away").click()
    dialog = page.get_by_role("dialog", name="Over the page")
    expect(dialog).to_be_visible()
    expect(region).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    noted(modal, "dismissed_at")
    page.reload()
    page.wait_for_function("typeof window.campanile?.track === 'function'")
    start(shop)
    expect(page.locator("#list li")).to_have_text(["No messages."])
    expect(dialog).to_have_count(0)


def test_signing_out_takes_everything_away(shop: tuple[Page, SiteKey], ada: Contact) -> None:
    sent(ada, placement="banner")
    page = start(shop)
    expect(page.get_by_role("region")).to_be_visible()
    page.evaluate("campanile.forget()")
    expect(page.get_by_role("region")).to_have_count(0)
    expect(page.locator("#list article")).to_have_count(0)
    expect(page.locator("#badge")).to_have_text("")
