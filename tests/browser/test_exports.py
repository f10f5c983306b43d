"""Exporting in a browser: from the list of contacts to the file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Export
from contacts.services.exports import export_run
from tests.browser.pages import WIDTHS, look, widen
from tests.factories.contacts import define_attributes, make_contact
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_contacts_to_the_file(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
    settings: Any,
    tmp_path: Path,
    width: str,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    define_attributes(workspace, {"plan": "text"})
    make_contact(workspace, email="ada@example.com", phone="+436641234567", attributes={"plan": "pro"})
    sign_in(workspace, Role.EDITOR)
    widen(page, width)

    page.goto(f"{origin}/w/acme/contacts/")
    more = page.locator("summary", has_text="More")
    if more.is_visible():  # the ways to other pages are in a menu where there is little room
        more.click()
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("Score").uncheck()
    assert look(page, pictures, "export-new", width) == []
    page.get_by_role("button", name="Export").click()
    rows = page.locator("#exports")
    expect(rows).to_contain_text("Waiting to start")
    export_run(export_id=Export.objects.in_workspace(workspace).get().pk)
    expect(rows).to_contain_text("Done")
    assert look(page, pictures, "export-done", width) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Contacts").click()
    header, row = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert header == "email,phone,external_id,first_name,last_name,timezone,tags,plan"
    assert row == "ada@example.com,'+436641234567,,,,,,pro"
