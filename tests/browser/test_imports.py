"""Importing a file: the page shows by itself when the job is done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contacts.models import ContactImport
from contacts.services.imports import import_run
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def test_upload_and_watch(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"email\nada@example.com\nnobody\n"}
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_label("File", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Import").click()
    progress = page.locator("#import-progress")
    expect(progress).to_contain_text("Waiting to start")
    import_run(import_id=ContactImport.objects.in_workspace(workspace).get().pk)
    expect(progress).to_contain_text("Done")
    expect(progress.get_by_role("row", name="nobody")).to_be_visible()
    expect(progress).not_to_have_attribute("hx-trigger", "every 1s")
