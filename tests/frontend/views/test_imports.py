"""Uploading a file, saying what it holds, trying and importing it, and what became of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.models import Contact, ContactImport
from contacts.services.imports import import_run
from tests.factories.contacts import make_segment
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/contacts/imports/"
CSV = b"email,first_name,Plan,Ort\nada@example.com,Ada,pro,Wien\nnot an address,Bob,,\n"
MAPPING = {"target_0": "email", "target_1": "first_name", "target_2": "new", "key_2": "plan", "kind_2": "text"}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _upload(client: Client, content: bytes = CSV) -> Any:
    return client.post(PATH, {"file": SimpleUploadedFile("people.csv", content)})


def _read(workspace: Workspace, client: Client, content: bytes = CSV) -> ContactImport:
    _upload(client, content)
    return _work(ContactImport.objects.in_workspace(workspace).latest("pk"))


def _work(item: ContactImport) -> ContactImport:
    ended = import_run(import_id=item.pk)
    assert ended is not None
    return ended


def _page(client: Client, item: ContactImport) -> str:
    return client.get(f"{PATH}{item.public_id}/").content.decode()


def test_an_upload_is_read_and_leads_to_what_its_columns_mean(workspace: Workspace, editor: Client) -> None:
    response = _upload(editor)
    item = ContactImport.objects.in_workspace(workspace).get()
    assert (response.status_code, response["Location"]) == (302, f"{PATH}{item.public_id}/")
    assert 'hx-trigger="every 1s"' in editor.get(response["Location"]).content.decode()
    assert "HX-Refresh" not in editor.get(f"{PATH}{item.public_id}/progress/")
    _work(item)
    assert editor.get(f"{PATH}{item.public_id}/progress/")["HX-Refresh"] == "true"
    text = _page(editor, item)
    assert '<option value="email" selected>' in text
    assert 'name="key_2" value="plan"' in text
    assert Contact.objects.in_workspace(workspace).count() == 0


def test_a_dry_run_tells_and_the_import_does(workspace: Workspace, editor: Client) -> None:
    segment = make_segment(workspace)
    item = _read(workspace, editor)
    form = {**MAPPING, "tags": "one, two", "segment": segment.public_id, "consent": "email.marketing"}
    assert editor.post(f"{PATH}{item.public_id}/start/", form).status_code == 302
    assert _work(item).state == "checked"
    text = _page(editor, item)
    assert "What the import would do" in text
    assert 'value="one, two"' in text
    assert "is no e-mail address" in text
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert editor.post(f"{PATH}{item.public_id}/start/", {**form, "goal": "import"}).status_code == 302
    assert _work(item).state == "done"
    ada = Contact.objects.in_workspace(workspace).get()
    assert (ada.first_name, ada.attributes, ada.tags) == ("Ada", {"plan": "pro"}, ["one", "two"])
    refused = editor.get(f"{PATH}{item.public_id}/refused/")
    lines = b"".join(refused.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "\ufeffemail,first_name,Plan,Ort,line in the file,what was wrong"
    assert lines[1].startswith("not an address,Bob,,,3,email: “not an address” is no e-mail address")
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"target_1": "first_name"}, "A column email, phone or external_id is missing."),
        ({"target_0": "email", "target_1": "new", "key_1": "a b"}, "attributes.a b"),
        ({**MAPPING, "segment": "seg_0"}, "is no segment of this workspace"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_chosen(
    workspace: Workspace, editor: Client, form: dict[str, str], words: str
) -> None:
    item = _read(workspace, editor)
    answer = editor.post(f"{PATH}{item.public_id}/start/", {**form, "tags": "kept"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert 'value="kept"' in text
    item.refresh_from_db()
    assert item.state == "ready"


def test_a_file_in_another_encoding_is_read_again_as_people_say(workspace: Workspace, editor: Client) -> None:
    item = _read(workspace, editor, "email,Ort\nada@example.com,Köln\n".encode("latin-1"))
    assert "look whether accents and umlauts are right" in _page(editor, item)
    assert editor.post(f"{PATH}{item.public_id}/read/", {"encoding": "klingon"}).status_code == 200
    assert editor.post(f"{PATH}{item.public_id}/read/", {"encoding": "latin-1"}).status_code == 302
    assert _work(item).survey["encoding"] == "latin-1"
    assert "look whether accents" not in _page(editor, item)


def test_an_import_can_be_cancelled(workspace: Workspace, editor: Client) -> None:
    item = _read(workspace, editor)
    assert editor.post(f"{PATH}{item.public_id}/cancel/").status_code == 302
    assert "Cancelled" in _page(editor, item)
    for part in ("cancel/", "start/", "read/"):
        assert editor.post(f"{PATH}{item.public_id}/{part}", MAPPING).status_code == 302
    item.refresh_from_db()
    assert item.state == "cancelled"


def test_a_file_that_cannot_be_read_says_why(workspace: Workspace, editor: Client) -> None:
    item = _read(workspace, editor, b"\n \n")
    assert "The file is empty." in _page(editor, item)


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("empty.csv", b"")}])
def test_no_file_is_refused_with_a_word(workspace: Workspace, editor: Client, data: dict[str, Any]) -> None:
    response = editor.post(PATH, data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert ContactImport.objects.in_workspace(workspace).count() == 0


def test_viewers_can_look_but_not_import(workspace: Workspace, editor: Client, viewer: Client) -> None:
    assert _upload(viewer).status_code == 403
    assert "Importing needs the role Editor; yours is Viewer." in viewer.get(PATH).content.decode()
    assert ContactImport.objects.in_workspace(workspace).count() == 0
    item = _read(workspace, editor)
    assert "Going on with an import needs the role Editor." in _page(viewer, item)
    for part in ("start/", "read/", "cancel/"):
        assert viewer.post(f"{PATH}{item.public_id}/{part}", MAPPING).status_code == 403
    item.refresh_from_db()
    assert item.state == "ready"
