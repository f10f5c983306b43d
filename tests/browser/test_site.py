"""The snippet in a website of another origin, under a strict policy: who and what arrive, once, also after failures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from contacts.models import Contact, Event
from contacts.services.site_keys import site_key_create
from frontend.event_intake import snippet_of
from tests.browser.website import website
from tests.factories.contacts import make_contact
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
_EARLY = """
window.campanile = window.campanile || [];
campanile.push(["track", "looked", {page: location.pathname}]);
"""


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com")


@pytest.fixture
def shop(browser: Browser, workspace: Workspace, origin: str) -> Iterator[Page]:
    """A page of a site that has the snippet; it must not complain."""
    tag: list[str] = []
    policy = f"default-src 'none'; img-src data:; script-src 'self' {origin}; connect-src {origin}"
    html = '<link rel="icon" href="data:,"><script src="/site.js"></script>'
    with website(lambda: html + tag[0], policy, {"/site.js": lambda: _EARLY}) as address:
        key = site_key_create(workspace=workspace, name="Shop", origins=[address], actor=Actor.system())
        tag.append(snippet_of(key))
        context = browser.new_context(base_url=address)
        page, faults = context.new_page(), []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(error.message))
        yield page
        context.close()
        assert [fault for fault in faults if "ERR_FAILED" not in fault] == []


def names(contact: Contact) -> list[str]:
    return list(Event.objects.in_workspace(contact.workspace_id).order_by("id").values_list("name", flat=True))


def test_visitors_are_identified_and_what_they_did_before_is_theirs(shop: Page, ada: Contact) -> None:
    shop.goto("/cart")
    shop.wait_for_function("typeof campanile.track === 'function'")
    assert names(ada) == []
    with shop.expect_response("**/s/v1/events") as answered:
        shop.evaluate("campanile.identify({email: 'ada@example.com'})")
    assert answered.value.status == 202
    with shop.expect_response("**/s/v1/events"):
        shop.evaluate("campanile.track('ordered', {total: 49.9})")
    looked, ordered = Event.objects.in_workspace(ada.workspace_id).order_by("id")
    assert (looked.name, looked.properties, looked.contact_id) == ("looked", {"page": "/cart"}, ada.pk)
    assert (ordered.name, ordered.properties, ordered.contact_id) == ("ordered", {"total": 49.9}, ada.pk)
    assert looked.occurred_at <= ordered.occurred_at


def test_what_fails_comes_again_and_counts_once(shop: Page, ada: Contact) -> None:
    shop.goto("/")
    shop.wait_for_function("typeof campanile.track === 'function'")
    shop.route("**/s/v1/events", lambda route: route.abort())
    with shop.expect_event("requestfailed"):
        shop.evaluate("campanile.identify({email: 'ada@example.com'})")
    assert names(ada) == []
    shop.unroute("**/s/v1/events")
    with shop.expect_response("**/s/v1/events"):
        pass
    assert names(ada) == ["looked"]
    with shop.expect_response("**/s/v1/events"):
        shop.evaluate("campanile.track('ordered', {})")
        # The page goes before the batch does; the beacon takes it along, and the next page sends it once more.
        shop.goto("/thanks")
    shop.wait_for_function("JSON.parse(Object.values(localStorage)[0]).queue.length === 0")
    assert sorted(names(ada)) == ["looked", "looked", "ordered"]


def test_whoever_signs_out_is_forgotten(shop: Page, ada: Contact) -> None:
    shop.goto("/")
    shop.wait_for_function("typeof campanile.track === 'function'")
    shop.evaluate("campanile.forget()")
    shop.evaluate("campanile.track('ordered', {})")
    assert shop.evaluate("JSON.parse(Object.values(localStorage)[0]).queue.map(each => each.who)") == [None]
    assert names(ada) == []
