"""Importing a file in a browser: upload, what columns mean, a dry run, the import, and the rows that were refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact, ContactImport
from contacts.services.imports import import_run
from tests.browser.pages import look
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
CSV = (
    "Kontakt,Vorname,Tarif,Sitze,Notiz\n"
    "ada@example.com,Ada,pro,5,called in spring and wants to hear of the summer offer\n"
    "bob@example.com,Bob,free,2,\n"
    "nobody@,Carl,free,1,\n"
    "dora@example.com,Dora,team,many,\n"
)


def test_from_the_file_to_the_refused_rows(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    sign_in(workspace, Role.EDITOR)

    def work() -> None:
        import_run(import_id=ContactImport.objects.in_workspace(workspace).get().pk)

    page.goto(f"{origin}/w/acme/contacts/")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_label("File", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    assert look(page, pictures, "import-upload") == []
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#import-progress")).to_contain_text("Waiting to start")
    work()

    expect(page.get_by_role("heading", name="What each column means")).to_be_visible()
    kontakt = page.get_by_role("combobox", name="Kontakt", exact=True)
    kontakt.select_option("email")
    expect(page.get_by_role("combobox", name="Tarif", exact=True)).to_have_value("new")
    page.get_by_role("combobox", name="Vorname", exact=True).select_option("first_name")
    page.get_by_role("combobox", name="Notiz", exact=True).select_option("")
    page.get_by_label("Tags to add").fill("imported")
    assert look(page, pictures, "import-mapping") == []
    page.get_by_role("button", name="Check without storing").click()
    expect(page.locator("#import-progress")).to_contain_text("Dry run")
    work()

    outcome = page.get_by_role("region", name="What the import would do")
    expect(outcome).to_contain_text("Nothing is stored yet")
    expect(outcome.get_by_text("New contacts").locator("xpath=..")).to_contain_text("3")
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert look(page, pictures, "import-checked") == []
    page.get_by_role("button", name="Import 4 rows").click()
    progress = page.locator("#import-progress")
    expect(progress).to_contain_text("Waiting to start")
    work()

    expect(progress).to_contain_text("Done")
    expect(progress.get_by_role("row", name="nobody@")).to_be_visible()
    assert look(page, pictures, "import-done") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Kontakt,Vorname,Tarif,Sitze,Notiz,line in the file,what was wrong"
    ada = Contact.objects.in_workspace(workspace).get(email="ada@example.com")
    assert (ada.first_name, ada.tags, ada.attributes) == ("Ada", ["imported"], {"tarif": "pro", "sitze": "5"})
