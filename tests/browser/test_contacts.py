"""The pages about contacts that editors alone see, at two widths; and a story from a filter to a tag and back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.bulk import stage
from contacts.models import Contact, SavedView
from contacts.services import contact_merge
from contacts.services.imports import import_run
from tests.browser.pages import answer, axe_problems, fill_by_keys, look, press_by_keys, shoot, tab_to
from tests.factories.contacts import define_attributes, make_contacts, make_import, make_topic
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_the_editors_pages_are_accessible_and_fit(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number", "is_pro": "boolean", "likes": "list"})
    contact, twin = make_contacts(workspace, 4, tags=["vip"], attributes={"plan": "pro"})[:2]
    make_topic(workspace, name="Product news")
    item = make_import(workspace, f"email,score\n{contact.email},1200\n")
    import_run(import_id=item.pk)
    contact_merge(target=contact, source=twin, actor=Actor.system())
    sign_in(workspace, Role.EDITOR)
    problems = {}
    for name, path in {
        "new contact": "contacts/new/",
        "change contact": f"contacts/{contact.public_id}/edit/",
        "new score rule": "contacts/scoring/new/",
        "scoring": "contacts/scoring/?contact=contact",
        "bulk check": "contacts/bulk/new/?action=tag&set=1&tag=vip&p_tag=new&check=1",
        "bulk enrol": "contacts/bulk/new/?action=enrol&set=1",
        "bulk erase": "contacts/bulk/new/?action=erase&scope=all&set=1&tag=vip",
        "bulk consent": "contacts/bulk/new/?action=consent&set=1",
        "timeline": f"contacts/{contact.public_id}/?show=record",
    }.items():
        page.goto(f"{origin}/w/acme/{path}")
        problems[name] = look(page, pictures, name.replace(" ", "-"))
    assert {name: found for name, found in problems.items() if found} == {}


def test_from_a_filter_to_a_view_and_a_tag_and_back_by_keyboard(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    make_contacts(workspace, 3, tags=["vip"])
    make_contacts(workspace, 2)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/")
    expect(page.get_by_text("5 contacts")).to_be_visible()
    press_by_keys(page, page.locator("summary", has_text="Filters"))
    fill_by_keys(page, page.get_by_label("With the tag"), "vip")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 contacts")).to_be_visible()
    expect(page.get_by_text("Shown: Tagged “vip”")).to_be_visible()
    press_by_keys(page, page.locator("summary", has_text="Keep this list"))
    fill_by_keys(page, page.get_by_label("Name of a new view"), "VIPs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="VIPs")).to_have_attribute("aria-current", "page")
    assert SavedView.objects.in_workspace(workspace).get().filter == {"tag": "vip"}
    bar = page.locator("summary", has_text="Change several contacts")
    tab_to(page, page.get_by_label("Tick everybody on this page"))
    page.keyboard.press("Space")
    expect(bar).to_have_text("Change several contacts: 3 ticked")
    tab_to(page, page.get_by_label("Those ticked"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Everybody who matches")).to_be_checked()
    press_by_keys(page, page.get_by_role("button", name="Go on …"))
    fill_by_keys(page, page.get_by_label("Tag", exact=True), "asked")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 contacts will change.")).to_be_visible()
    press_by_keys(page, page.get_by_role("button", name="Do it"))
    expect(page.get_by_text("About to begin")).to_be_visible()
    _work()
    expect(page.get_by_text("3 changed")).to_be_visible()
    assert Contact.objects.in_workspace(workspace).filter(tags__contains=["asked"]).count() == 3
    press_by_keys(page, page.get_by_role("button", name="Undo: Give the tag “asked”"))
    expect(page.get_by_text("About to begin")).to_be_visible()
    _work()
    assert not Contact.objects.in_workspace(workspace).filter(tags__contains=["asked"]).exists()


def test_two_contacts_are_merged_by_keyboard(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    ada, twin = make_contacts(workspace, 2)
    Contact.objects.in_workspace(workspace).filter(pk=twin.pk).update(tags=["vip"], first_name="Ada")
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/{ada.public_id}/")
    press_by_keys(page, page.get_by_role("link", name="Merge…"))
    fill_by_keys(page, page.get_by_label("The other one’s e-mail address or id"), str(twin.email).upper())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    assert axe_problems(page) == []
    shoot(page, pictures, "merge-preview")
    press_by_keys(page, page.get_by_role("button", name="Merge the two"))
    assert answer(page) == f"Merge {twin.email} into {ada.email}? There is no way back."
    expect(page).to_have_url(f"{origin}/w/acme/contacts/{ada.public_id}/")
    expect(page.get_by_text("vip")).to_be_visible()
    assert list(Contact.objects.in_workspace(workspace).values_list("pk", "first_name", "tags")) == [
        (ada.pk, "Ada", ["vip"])
    ]


def test_a_refused_form_begins_at_its_first_fault(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    (ada,) = make_contacts(workspace, 1)
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/new/")
    fill_by_keys(page, page.get_by_label("First name"), "Ada")
    fill_by_keys(page, page.get_by_label("E-mail address"), str(ada.email).upper())
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_text("Belongs to a contact.")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Ada")
    assert Contact.objects.in_workspace(workspace).count() == 1


def test_the_menu_of_small_screens_closes_by_itself(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{origin}/w/acme/contacts/")
    more, scoring = page.locator("summary", has_text="More"), page.get_by_role("link", name="Scoring")
    press_by_keys(page, more)
    expect(scoring).to_be_visible()
    page.keyboard.press("Escape")
    expect(scoring).to_be_hidden()
    expect(more).to_be_focused()
    press_by_keys(page, more)
    page.get_by_role("heading", name="Contacts", exact=True).click()
    expect(scoring).to_be_hidden()


def _work() -> None:
    while stage.run(database_now() + timedelta(minutes=1)).more:
        pass
