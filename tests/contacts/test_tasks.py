"""The tasks: each runs its stage, and wakes itself again only while there is work left."""

from typing import Any

import pytest

from contacts import tasks
from contacts.models import Segment
from contacts.segments.refresh import Progress
from tests.factories.contacts import make_contact, make_import, make_segment
from tests.factories.workspaces import make_workspace

VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "nudge", sent.append)
    return sent


def test_segments_are_refreshed(db: None, nudges: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, VIP)
    tasks.refresh_segments()
    assert Segment.objects.in_workspace(workspace).get(pk=segment.pk).member_count == 1
    tasks.refresh_segments()
    nudges.clear()
    tasks.refresh_segments()
    assert nudges == []

    def busy(*args: Any) -> Progress:
        return Progress(processed=5000, more=True)

    monkeypatch.setattr(tasks.refresh, "run", busy)
    tasks.refresh_segments()
    assert nudges == ["contacts.tasks.refresh_segments"]


def test_imports_run_one_after_the_other(db: None, nudges: list[str]) -> None:
    workspace = make_workspace()
    items = [make_import(workspace, f"email\n{name}@example.org\n") for name in "ab"]
    for _ in range(3):
        tasks.run_imports()
    for item in items:
        item.refresh_from_db()
    assert [item.state for item in items] == ["done", "done"]
    assert nudges == ["contacts.tasks.run_imports"] * 2
