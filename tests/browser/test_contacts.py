"""The pages about contacts that editors alone see, at two widths; and a story from a filter to a tag and back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.bulk import stage
from contacts.models import Contact, SavedView
from tests.browser.pages import WIDTHS, axe_problems, overflows, shoot
from tests.factories.contacts import define_attributes, make_contacts
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_editors_pages_are_accessible_and_fit(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path, width: str
) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number", "is_pro": "boolean", "likes": "list"})
    contact = make_contacts(workspace, 3, tags=["vip"], attributes={"plan": "pro"})[0]
    sign_in(workspace, Role.EDITOR)
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    problems = {}
    for name, path in {
        "new contact": "contacts/new/",
        "change contact": f"contacts/{contact.public_id}/edit/",
        "new score rule": "contacts/scoring/new/",
        "scoring": "contacts/scoring/?contact=contact",
        "bulk check": "contacts/bulk/new/?action=tag&set=1&tag=vip&p_tag=new&check=1",
        "bulk enrol": "contacts/bulk/new/?action=enrol&set=1",
    }.items():
        page.goto(f"{origin}/w/acme/{path}")
        page.wait_for_function("document.readyState === 'complete'")
        problems[name] = axe_problems(page) + (["scrolls sideways"] if overflows(page) else [])
        shoot(page, pictures, f"{name.replace(' ', '-')}-{width}")
    assert {name: found for name, found in problems.items() if found} == {}


def test_from_a_filter_to_a_view_and_a_tag_and_back(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_contacts(workspace, 3, tags=["vip"])
    make_contacts(workspace, 2)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/")
    expect(page.get_by_text("5 contacts")).to_be_visible()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("With the tag").fill("vip")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("3 contacts")).to_be_visible()
    page.get_by_text("Keep this list").click()
    page.get_by_label("Name of a new view").fill("VIPs")
    page.get_by_role("button", name="Save as a view").click()
    expect(page.get_by_role("link", name="VIPs")).to_have_attribute("aria-current", "page")
    assert SavedView.objects.in_workspace(workspace).get().filter == {"tag": "vip"}
    page.get_by_label("Everybody who matches").check()
    page.get_by_role("button", name="Go on …").click()
    page.get_by_label("Tag", exact=True).fill("asked")
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("3 contacts will change.")).to_be_visible()
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("About to begin")).to_be_visible()
    while stage.run(database_now() + timedelta(minutes=1)).more:
        pass
    expect(page.get_by_text("3 changed")).to_be_visible()
    assert Contact.objects.in_workspace(workspace).filter(tags__contains=["asked"]).count() == 3
    page.get_by_role("button", name="Undo: Give the tag “asked”").click()
    while stage.run(database_now() + timedelta(minutes=1)).more:
        pass
    assert not Contact.objects.in_workspace(workspace).filter(tags__contains=["asked"]).exists()
