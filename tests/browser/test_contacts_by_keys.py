"""Without a mouse: a rule of many operators with its count and its words, and an import to its end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from contacts.models import Contact, ContactImport
from contacts.segments import refresh
from contacts.selectors import segment_list
from contacts.services import EventIn, events_record
from contacts.services.imports import import_run
from tests.browser.pages import fill_by_keys, press_by_keys, tab_to
from tests.factories.contacts import define_attributes, make_contact
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_a_rule_of_many_operators(page: Page, workspace: Workspace, sign_in: SignIn, origin: str) -> None:
    now = database_now()
    define_attributes(workspace, {"likes": "list", "born": "date"})
    tomorrow = (now + timedelta(days=1)).replace(year=2000)
    known = {"likes": ["tea", "cake"], "born": f"{tomorrow:%Y-%m-%d}"}
    ada = make_contact(workspace, email="ada@example.com", attributes=known)
    bob = make_contact(workspace, email="bob@example.com", attributes=known)
    day = timedelta(days=1)
    events = [EventIn(ada.pk, "ordered", {}, now - day), EventIn(ada.pk, "ordered", {}, now - 2 * day)]
    events_record(workspace_id=workspace.pk, events=[*events, EventIn(bob.pk, "ordered", {}, now - day)])
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/segments/new/")
    fill_by_keys(page, page.get_by_role("textbox", name="Name"), "Tea drinkers")

    first = _condition(page, "Attribute", 1)
    fill_by_keys(page, first.get_by_label("Field"), "likes")
    _choose(page, first, "contains all of")
    fill_by_keys(page, first.get_by_label("Value"), "tea\ncake")
    expect(page.get_by_text("2 of 2 contacts")).to_be_visible()
    second = _condition(page, "Event", 2)
    _choose(page, second, "has done exactly so often")
    fill_by_keys(page, second.get_by_label("Event"), "ordered")
    fill_by_keys(page, second.get_by_label("How often"), "2")
    expect(page.get_by_text("1 of 2 contacts")).to_be_visible()
    third = _condition(page, "Event", 3)
    _choose(page, third, "has done for the first time, within the last")
    fill_by_keys(page, third.get_by_label("Event"), "ordered")
    fill_by_keys(page, third.get_by_label("Time span"), "7")
    fourth = _condition(page, "Attribute", 4)
    fill_by_keys(page, fourth.get_by_label("Field"), "born")
    _choose(page, fourth, "has its anniversary within the next days:")
    fill_by_keys(page, fourth.get_by_label("Value"), "3")
    fifth = _condition(page, "Engagement", 5)
    _choose(page, fifth, "has not")
    _choose(page, fifth, "clicked in a message", "What happened")
    expect(page.get_by_text("1 of 2 contacts")).to_be_visible()
    words = (
        "Likes contains all of “tea”, “cake” and has done “ordered” exactly 2 times and first did “ordered” within the "
        "last 7 days and Born has its anniversary within the next 3 days and has not clicked in a message."
    )
    expect(page.get_by_text(words)).to_be_visible()
    press_by_keys(page, page.get_by_role("button", name="Make the segment"))
    expect(page.get_by_text("“Tea drinkers” is there.")).to_be_visible()
    assert segment_list(workspace=workspace).get().rule == {
        "condition": "AND",
        "rules": [
            {"type": "attribute", "field": "likes", "operator": "contains_all", "value": ["tea", "cake"]},
            {"type": "event", "field": "ordered", "operator": "did_exactly", "count": 2},
            {"type": "event", "field": "ordered", "operator": "first_within", "window": "7d"},
            {"type": "attribute", "field": "born", "operator": "anniversary_within", "value": 3},
            {"type": "engagement", "field": "clicked", "operator": "is_not"},
        ],
    }
    refresh.run(database_now(), 100)
    # The page looks by itself, and shows who is in once the segment is filled.
    expect(page.get_by_role("link", name="ada@example.com")).to_be_visible()
    expect(page.get_by_role("region", name="Who belongs to it")).to_contain_text(
        "has its anniversary within the next 3 days"
    )


CSV = "Kontakt,Vorname\nada@example.com,Ada\nnobody@,Carl\n"


def test_an_import_to_its_end(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/")
    press_by_keys(page, page.get_by_role("link", name="Import", exact=True))
    file = page.get_by_label("File", exact=True)
    tab_to(page, file)
    # What Enter opens there is the system's own dialog.
    file.set_input_files(files=[{"name": "people.csv", "mimeType": "text/csv", "buffer": CSV.encode()}])
    press_by_keys(page, page.get_by_role("button", name="Upload"))
    progress = page.locator("#import-progress")
    expect(progress).to_contain_text("Waiting to start")
    _work(workspace)
    expect(page.get_by_role("heading", name="What each column means")).to_be_visible()
    column = page.get_by_role("combobox", name="Kontakt", exact=True)
    fill_by_keys(page, column, "E-mail")
    expect(column).to_have_value("email")
    fill_by_keys(page, page.get_by_role("combobox", name="Vorname", exact=True), "First name")
    press_by_keys(page, page.get_by_role("button", name="Check without storing"))
    expect(progress).to_contain_text("Dry run")
    _work(workspace)
    press_by_keys(page, page.get_by_role("button", name="Import 2 rows"))
    expect(progress).to_contain_text("Waiting to start")
    _work(workspace)
    expect(progress).to_contain_text("Done")
    tab_to(page, page.get_by_role("link", name="Download the refused rows"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert "nobody@,Carl,3," in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert Contact.objects.in_workspace(workspace).get().first_name == "Ada"


def _condition(page: Page, kind: str, number: int) -> Locator:
    """Adds a condition of the kind at the end of the rule."""
    press_by_keys(page, page.get_by_role("button", name="+ Add a condition"))
    press_by_keys(page, page.locator(".rb-menu:visible").get_by_role("button", name=kind))
    return page.get_by_role("group", name=f"{kind}, condition {number}")


def _choose(page: Page, condition: Locator, choice: str, label: str = "Comparison") -> None:
    """Goes to a choice of a condition."""
    select = condition.get_by_label(label)
    fill_by_keys(page, select, choice)
    expect(select.locator("option:checked")).to_have_text(choice)


def _work(workspace: Workspace) -> None:
    import_run(import_id=ContactImport.objects.in_workspace(workspace).get().pk)
