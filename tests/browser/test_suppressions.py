"""Suppressed addresses in a browser: a list is imported, one address is found, and taken off after a look."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from messaging.models import Suppression, SuppressionImport
from messaging.services import suppression_import_run
from tests.browser.pages import look
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
LIST = "Recipient,Bounce type\nada@example.com,Spam\nbob@example.com,hard bounce\nnobody@,\n"


def test_from_the_list_to_an_address_taken_off(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sign_in(workspace, Role.EDITOR)

    def work() -> None:
        suppression_import_run(import_id=SuppressionImport.objects.in_workspace(workspace).get().pk)

    page.goto(f"{origin}/w/acme/suppressions/")
    expect(page.get_by_role("heading", name="Nobody is kept back")).to_be_visible()
    assert look(page, pictures, "suppressions-none") == []
    page.get_by_role("link", name="Import a list").first.click()
    file = {"name": "bounces.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("File", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#import-progress")).to_contain_text("Waiting to start")
    work()
    expect(page.get_by_role("region", name="What the import would do")).to_contain_text("Nothing is suppressed yet")
    expect(page.get_by_label("Column with the reason")).to_have_value("1")
    assert look(page, pictures, "suppressions-checked") == []
    page.get_by_role("button", name="Suppress 2 addresses").click()
    expect(page.locator("#import-progress")).to_contain_text("Waiting to start")
    work()
    expect(page.locator("#import-progress")).to_contain_text("Done")
    assert look(page, pictures, "suppressions-imported") == []

    page.goto(f"{origin}/w/acme/suppressions/")
    page.get_by_label("Address begins with").fill("ADA")
    page.get_by_role("button", name="Show").click()
    table = page.get_by_role("region", name="Suppressed addresses")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("Complained")
    assert look(page, pictures, "suppressions-list") == []
    table.get_by_role("link", name="Take off").click()
    expect(page.get_by_text("told their mail provider")).to_be_visible()
    assert look(page, pictures, "suppressions-remove") == []
    page.get_by_label("How this person asked").fill("Wrote to our support on 3 May")
    page.get_by_role("button", name="Take it off the list").click()
    expect(page.get_by_text("ada@example.com may get messages again.")).to_be_visible()
    assert [each.address for each in Suppression.objects.in_workspace(workspace)] == ["bob@example.com"]
