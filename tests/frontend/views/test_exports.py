"""Asking for a file, seeing it being written, and downloading it."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from contacts.models import Export
from contacts.services.exports import export_run
from tests.factories.contacts import make_contact, make_segment
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/exports/"
FORM = {"kind": "contacts", "columns": ["email", "first_name"], "format": "csv"}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_from_the_form_to_the_file(workspace: Workspace, editor: Client) -> None:
    make_contact(workspace, email="ada@example.com", first_name="Ada")
    form = editor.get(f"{PATH}new/?kind=contacts&search=ada").content.decode()
    assert "Contacts matching “ada”" in form
    assert "1 row now" in form
    assert editor.post(f"{PATH}new/", {**FORM, "search": "ada"})["Location"] == PATH
    export = Export.objects.in_workspace(workspace).get()
    assert (export.filter, export.columns) == ({"search": "ada"}, ["email", "first_name"])
    assert "hx-trigger" in editor.get(PATH).content.decode()
    export_run(export_id=export.pk)
    assert "hx-trigger" not in editor.get(f"{PATH}progress/").content.decode()
    answer = editor.get(f"{PATH}{export.public_id}/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="contacts-matching-ada.csv"'
    assert b"".join(answer.streaming_content) == b"\xef\xbb\xbfemail,first_name\r\nada@example.com,Ada\r\n"  # type: ignore[attr-defined]
    assert AuditEntry.objects.in_workspace(workspace).filter(action="export.downloaded").count() == 1


def test_no_column_is_refused_and_the_form_keeps_what_it_was_about(workspace: Workspace, editor: Client) -> None:
    segment = make_segment(workspace, name="Some")
    answer = editor.post(f"{PATH}new/", {"kind": "contacts", "segment": segment.public_id})
    assert answer.status_code == 200
    assert "Segment Some" in answer.content.decode()
    assert Export.objects.in_workspace(workspace).count() == 0


def test_what_failed_is_tried_again_with_the_same_wishes(workspace: Workspace, editor: Client, viewer: Client) -> None:
    segment = make_segment(workspace, name="Some")
    editor.post(f"{PATH}new/", {**FORM, "segment": segment.public_id, "format": "xlsx"})
    rows = Export.objects.in_workspace(workspace)
    first = rows.get()
    again = f"{PATH}{first.public_id}/again/"
    editor.post(again)
    assert rows.count() == 1, "it still waits for its turn"
    rows.update(state="failed", finished_at=first.created_at, error="disk full")
    assert "Try again" in editor.get(PATH).content.decode()
    assert viewer.post(again).status_code == 403
    assert editor.post(again)["Location"] == PATH
    second = rows.get(state="queued")
    assert [(each.kind, each.filter, each.columns, each.format, each.title) for each in (first, second)] == [
        ("contacts", {"segment": segment.public_id}, ["email", "first_name"], "xlsx", "Segment Some")
    ] * 2
    segment.delete()
    assert "can’t be exported again" in editor.post(again, follow=True).content.decode()
    assert rows.count() == 2


def test_an_export_can_be_cancelled_once(workspace: Workspace, editor: Client) -> None:
    editor.post(f"{PATH}new/", FORM)
    export = Export.objects.in_workspace(workspace).get()
    for _ in range(2):
        assert editor.post(f"{PATH}{export.public_id}/cancel/")["Location"] == PATH
    assert "Cancelled" in editor.get(PATH).content.decode()
    assert editor.get(f"{PATH}{export.public_id}/download/")["Location"] == PATH


def test_viewers_see_the_list_and_take_nothing(workspace: Workspace, editor: Client, viewer: Client) -> None:
    editor.post(f"{PATH}new/", FORM)
    export = Export.objects.in_workspace(workspace).get()
    export_run(export_id=export.pk)
    assert "Download" not in viewer.get(PATH).content.decode()
    assert viewer.get(f"{PATH}{export.public_id}/download/").status_code == 403
    assert viewer.post(f"{PATH}new/", FORM).status_code == 403
    assert viewer.post(f"{PATH}{export.public_id}/cancel/").status_code == 403
    assert Export.objects.in_workspace(workspace).count() == 1


def test_an_address_of_nothing_leads_to_the_list(workspace: Workspace, editor: Client) -> None:
    assert editor.get(f"{PATH}new/?kind=secrets")["Location"] == PATH


def test_the_list_of_contacts_leads_to_a_file_of_those_it_shows(workspace: Workspace, editor: Client) -> None:
    make_contact(workspace, email="ada@example.com", tags=["vip"])
    make_contact(workspace, email="bob@example.com")
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    query = urlencode({"set": "1", "search": "ada", "rule": json.dumps(rule)})
    page = editor.get(f"/w/acme/contacts/?{query}").content.decode()
    found = re.search(r'href="(/w/acme/exports/new/[^"]*)"', page)
    assert found is not None
    form = editor.get(unescape(found[1])).content.decode()
    assert "1 row now" in form
    fields = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}
    editor.post(f"{PATH}new/", {**FORM, **fields})
    assert Export.objects.in_workspace(workspace).get().filter == {"search": "ada", "rule": rule}
