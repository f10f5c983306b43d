"""Uploading a file, and what became of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.models import Contact, ContactImport
from contacts.services.imports import import_run
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/contacts/imports/"
CSV = b"email,first_name\nada@example.com,Ada\nnot an address,Bob\n"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _upload(client: Client, content: bytes = CSV) -> Any:
    return client.post(PATH, {"file": SimpleUploadedFile("people.csv", content)})


def test_an_upload_leads_to_its_progress_and_row_report(workspace: Workspace, editor: Client) -> None:
    response = _upload(editor)
    item = ContactImport.objects.in_workspace(workspace).get()
    assert (response.status_code, response["Location"]) == (302, f"{PATH}{item.public_id}/")
    assert 'hx-trigger="every 1s"' in editor.get(response["Location"]).content.decode()
    import_run(import_id=item.pk)
    text = editor.get(f"{PATH}{item.public_id}/progress/").content.decode()
    assert "hx-trigger" not in text
    assert "not an address" in text
    assert [contact.email for contact in Contact.objects.in_workspace(workspace)] == ["ada@example.com"]


def test_a_file_that_cannot_be_read_says_why(workspace: Workspace, editor: Client) -> None:
    _upload(editor, b"name,colour\nAda,red\n")
    item = ContactImport.objects.in_workspace(workspace).get()
    import_run(import_id=item.pk)
    text = editor.get(f"{PATH}{item.public_id}/").content.decode()
    assert "A column email, phone or external_id is missing." in text


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("empty.csv", b"")}])
def test_no_file_is_refused_with_a_word(workspace: Workspace, editor: Client, data: dict[str, Any]) -> None:
    response = editor.post(PATH, data)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert ContactImport.objects.in_workspace(workspace).count() == 0


def test_viewers_cannot_import(workspace: Workspace, viewer: Client) -> None:
    assert _upload(viewer).status_code == 403
    assert "Importing needs the role Editor; yours is Viewer." in viewer.get(PATH).content.decode()
    assert ContactImport.objects.in_workspace(workspace).count() == 0
