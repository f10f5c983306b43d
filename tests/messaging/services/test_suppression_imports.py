"""Imports of suppression lists: tried first, then suppressed set by set; what is no address is reported."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.models import Suppression, SuppressionImport, SuppressionRefusedRow
from messaging.services import (
    suppression_import_cancel,
    suppression_import_create,
    suppression_import_run,
    suppression_import_start,
    suppression_imports_expire,
    suppressions_add,
)
from messaging.services import suppression_loading as loading
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
LIST = (
    "Name,Recipient,Bounce type\n"
    "Ada,Ada@Example.com,hard bounce\n"
    "Bob,bob@example.com,Spam\n"
    "Carl,nobody@,\n"
    "Bob again,BOB@example.com,unsubscribed\n"
    "Dora,dora@example.com,whatever\n"
)


@pytest.fixture
def workspace(settings: Any, tmp_path: Any) -> Workspace:
    settings.MEDIA_ROOT = tmp_path
    return make_workspace("acme")


def upload(workspace: Workspace, text: str, **options: Any) -> SuppressionImport:
    file = ContentFile(text.encode(), name="bounces.csv")
    item = suppression_import_create(workspace=workspace, file=file, actor=Actor.system(), **options)
    suppression_import_run(import_id=item.pk)
    item.refresh_from_db()
    return item


def start(item: SuppressionImport, **answers: Any) -> SuppressionImport:
    asked = {
        "goal": "import",
        "channel": item.channel,
        "reason": "manual",
        "address_column": item.address_column,
        "reason_column": item.reason_column,
        **answers,
    }
    suppression_import_start(item=item, actor=Actor.system(), **asked)
    suppression_import_run(import_id=item.pk)
    item.refresh_from_db()
    return item


def numbers(item: SuppressionImport) -> tuple[str, int, int, int, int]:
    return item.state, item.rows_read, item.rows_added, item.rows_present, item.rows_rejected


def listed(workspace: Workspace) -> list[tuple[str, str, str]]:
    rows = Suppression.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("address", "reason", "source"))


def test_is_tried_before_anything_is_suppressed(workspace: Workspace, django_capture_on_commit_callbacks: Any) -> None:
    suppressions_add(
        workspace=workspace, channel="email", addresses=["dora@example.com"], reason="complaint", actor=Actor.system()
    )
    item = upload(workspace, LIST)
    assert numbers(item) == ("checked", 5, 2, 2, 1)
    assert (item.address_column, item.reason_column, item.survey["has_header"]) == (1, 2, True)
    assert listed(workspace) == [("dora@example.com", "complaint", "")]
    with django_capture_on_commit_callbacks(execute=True):
        done = start(item)
    assert numbers(done) == ("done", 5, 2, 2, 1)
    assert sorted(listed(workspace)) == [
        ("ada@example.com", "hard_bounce", "bounces.csv"),
        ("bob@example.com", "complaint", "bounces.csv"),
        ("dora@example.com", "complaint", ""),
    ]
    refused = SuppressionRefusedRow.objects.in_workspace(workspace).get()
    assert (refused.row, refused.value, refused.message) == (4, "nobody@", "is not a valid e-mail address")
    assert not done.file.storage.exists(done.file.name)
    assert done.survey["samples"] == []


def test_a_plain_list_needs_no_header(workspace: Workspace) -> None:
    item = upload(workspace, "ada@example.com\nbob@example.com\n")
    assert (item.survey["names"], item.survey["has_header"], item.rows_total) == (["Column 1"], False, 2)
    assert numbers(start(item, reason="unsubscribe", source="Old product")) == ("done", 2, 2, 0, 0)
    assert listed(workspace) == [
        ("ada@example.com", "unsubscribe", "Old product"),
        ("bob@example.com", "unsubscribe", "Old product"),
    ]


def test_numbers_are_kept_as_delivery_compares_them(workspace: Workspace) -> None:
    item = upload(workspace, "Phone\n+43 664 1234567\n0664 1234567\n'+436641234567\n", channel="sms")
    assert numbers(start(item)) == ("done", 3, 1, 1, 1)
    assert listed(workspace) == [("+436641234567", "manual", "bounces.csv")]


def test_another_column_is_tried_anew(workspace: Workspace) -> None:
    item = upload(workspace, LIST)
    again = start(item, goal="check", address_column=0, reason_column=None)
    assert numbers(again) == ("checked", 5, 0, 0, 5)
    assert SuppressionRefusedRow.objects.in_workspace(workspace).count() == 5
    assert listed(workspace) == []


def test_chunks_take_one_statement_each_and_repetitions_are_found_across_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 4)
    text = "".join(f"user{number % 10}@example.com\n" for number in range(20))
    item = upload(workspace, text)
    assert numbers(item) == ("checked", 20, 10, 10, 0)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        start(item)
    assert len([each for each in seen.captured_queries if "suppress_chunk" in each["sql"]]) == 5
    assert len(listed(workspace)) == 10


def test_goes_on_behind_the_last_chunk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", 2)
    item = upload(workspace, "a@example.com\nb@example.com\nc@example.com\nd@example.com\n")
    suppression_import_start(
        item=item, goal="import", channel="email", reason="manual", address_column=0, actor=Actor.system()
    )
    store, stored = loading._store, []

    def dies(job: SuppressionImport, lines: Any) -> None:
        if stored:
            raise KeyboardInterrupt
        stored.append(store(job, lines))

    monkeypatch.setattr(loading, "_store", dies)
    with pytest.raises(KeyboardInterrupt):
        suppression_import_run(import_id=item.pk)
    monkeypatch.setattr(loading, "_store", store)
    rows = SuppressionImport.objects.in_workspace(workspace).filter(pk=item.pk)
    assert rows.values_list("state", "rows_read").get() == ("running", 2)
    rows.update(lease_expires_at=database_now() - timedelta(seconds=1))
    suppression_import_run(import_id=item.pk)
    item.refresh_from_db()
    assert numbers(item) == ("done", 4, 4, 0, 0)


def test_wrong_answers_change_nothing(workspace: Workspace) -> None:
    item = upload(workspace, LIST)
    for wrong in (
        {"address_column": 9},
        {"reason_column": 1},
        {"reason": "dislike"},
        {"channel": "fax"},
        {"goal": "read"},
    ):
        with pytest.raises(InvalidInput):
            start(item, **wrong)
    item.refresh_from_db()
    assert numbers(item) == ("checked", 5, 3, 1, 1)
    with pytest.raises(InvalidInput):
        suppression_import_create(workspace=workspace, file=ContentFile(b"", name="x.csv"), actor=Actor.system())


def test_workbooks_and_broken_files_say_what_to_do(workspace: Workspace) -> None:
    file = ContentFile(b"PK\x03\x04" + b"x" * 20, name="list.xlsx")
    item = suppression_import_create(workspace=workspace, file=file, actor=Actor.system())
    suppression_import_run(import_id=item.pk)
    item.refresh_from_db()
    assert (item.state, item.error) == (
        "failed",
        "This is a workbook. Save its sheet as CSV UTF-8 and upload that.",
    )


def test_ends_when_cancelled_or_forgotten(workspace: Workspace) -> None:
    item = upload(workspace, LIST)
    suppression_import_cancel(item=item, actor=Actor.system())
    with pytest.raises(Conflict):
        suppression_import_cancel(item=item, actor=Actor.system())
    with pytest.raises(Conflict):
        start(item)
    other = upload(workspace, LIST)
    now = database_now()
    assert suppression_imports_expire(now=now) == 0
    assert suppression_imports_expire(now=now + timedelta(days=8)) == 1
    other.refresh_from_db()
    assert (other.state, other.error) == ("cancelled", "Nobody went on with it for 7 days.")
    assert SuppressionRefusedRow.objects.in_workspace(workspace).count() == 2
    suppression_imports_expire(now=now + timedelta(days=40))
    assert not SuppressionRefusedRow.objects.in_workspace(workspace).exists()
