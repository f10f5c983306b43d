"""The readable half of a personal export: values as people write them, and what is empty said in one sentence."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from contacts.services import EventIn, events_record
from frontend.personal_export import in_words, personal_archive
from tests.factories.contacts import make_contact
from workspaces.models import Workspace


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        ("", "–"),
        ([], "–"),
        ({}, "–"),
        (True, "yes"),
        (0, "0"),
        (49.9, "49.9"),
        ("2026-11-21T20:21:37.828286+00:00", "21 Nov 2026, 20:21:37 UTC"),
        ("2026-11-21T22:21:37+02:00", "21 Nov 2026, 20:21:37 UTC"),
        ("2026-11-21", "2026-11-21"),
        (["vip", "new"], "vip, new"),
        ({"plan": "pro", "seats": [1, 2], "trial": False}, "plan: pro; seats: 1, 2; trial: no"),
    ],
)
def test_values_in_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_both_files_say_the_same(workspace: Workspace) -> None:
    ada = make_contact(workspace, email="ada@example.com", attributes={"plan": "<pro>"})
    events_record(workspace_id=workspace.pk, events=[EventIn(ada.pk, "ordered", {"total": 49.9})])
    with ZipFile(BytesIO(personal_archive(ada))) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("data.html").decode()
    assert data["contact"]["attributes"] == {"plan": "<pro>"}
    assert "<td>plan: &lt;pro&gt;</td>" in page
    assert "<h2>Events (1)</h2>" in page
    assert "<td>total: 49.9</td>" in page
    assert "<h2>Messages" not in page
    assert "Messages" in page.split("Nothing is kept about ada@example.com under: ")[1]
