"""Exports from the order to the file: which rows and columns, how they are written, what may go wrong, when it ends."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from contacts.exports import writers
from contacts.models import Contact, Export
from contacts.selectors import export_list
from contacts.services import (
    ConsentChange,
    consent_set_many,
    export_cancel,
    export_create,
    export_downloaded,
    exports,
    exports_expire,
    segment_members_add,
)
from contacts.services.exports import export_next, export_run
from contacts.services.imports import import_run
from tests.factories.contacts import define_attributes, make_contact, make_contacts, make_import, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

ACTOR = Actor.system("test")
ADA = {"condition": "AND", "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"plan": "text", "seats": "number", "likes": "list", "vip": "boolean"})
    return workspace


def people(workspace: Workspace) -> tuple[Contact, Contact]:
    ada = make_contact(
        workspace,
        email="ada@example.com",
        phone="+436641234567",
        first_name="=Ada",
        tags=["b", "a"],
        score=-3,
        attributes={"plan": "pro", "seats": 5, "likes": ["x", "y"], "vip": True},
    )
    bob = make_contact(workspace, email="bob@example.com", first_name="Bob", attributes={"plan": "free"})
    make_contact(make_workspace(), email="foreign@example.com")
    return ada, bob


def ask(workspace: Workspace, **options: Any) -> Export:
    return export_create(workspace=workspace, actor=ACTOR, **{"kind": "contacts", **options})


def run(export: Export) -> Export:
    ended = export_run(export_id=export.pk)
    assert ended is not None
    return ended


def table(export: Export) -> list[list[str]]:
    with export.file.open("rb") as file:
        data = file.read()
    assert export.size == len(data)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_contacts_with_every_kind_of_value(workspace: Workspace) -> None:
    ada, _ = people(workspace)
    change = ConsentChange(ada.pk, "email", "marketing", "granted")
    consent_set_many(workspace_id=workspace.pk, changes=[change], source="t", now=database_now(), by_contact=True)
    columns = ["contact_id", "email", "phone", "first_name", "tags", "score", "attributes.seats", "attributes.likes"]
    done = run(ask(workspace, columns=[*columns, "attributes.vip", "consent_email_marketing"]))
    assert (done.state, done.error, done.rows_total, done.rows_written) == ("done", "", 2, 2)
    header, first, second = table(done)
    assert header == [
        *["contact_id", "email", "phone", "first_name", "tags", "score", "seats", "likes", "vip"],
        "consent_email_marketing",
    ]
    assert first == [
        *[ada.public_id, "ada@example.com", "'+436641234567", "'=Ada", "b;a", "-3", "5", "x;y", "true", "granted"]
    ]
    assert second[1:] == ["bob@example.com", "", "Bob", "", "0", "", "", "", ""]


def test_a_workbook_holds_texts_as_they_are_and_no_formulas(workspace: Workspace) -> None:
    people(workspace)
    done = run(ask(workspace, columns=["phone", "first_name", "score"], format="xlsx"))
    with done.file.open("rb") as file:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0)
    assert sheet.name == "Contacts"
    assert sheet.to_python() == [["phone", "first_name", "score"], ["+436641234567", "=Ada", -3.0], ["", "Bob", 0.0]]


def test_more_rows_than_a_sheet_holds_go_on_another(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "SHEET_ROWS", 3)
    make_contacts(workspace, 5)
    done = run(ask(workspace, columns=["email"], format="xlsx"))
    with done.file.open("rb") as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    assert [(name, len(book.get_sheet_by_name(name).to_python())) for name in book.sheet_names] == [
        ("Contacts", 3),
        ("Contacts 2", 3),
        ("Contacts 3", 2),
    ]


def test_a_segment_a_search_and_a_rule_narrow_the_rows(workspace: Workspace) -> None:
    _, bob = people(workspace)
    segment = make_segment(workspace, name="Some")
    segment_members_add(segment=segment, contact_ids=[bob.pk], now=database_now())
    filters: dict[str, Any] = {"segment": segment.public_id}
    named = ask(workspace, filter=filters, columns=["email"])
    assert (named.title, table(run(named))) == ("Segment Some", [["email"], ["bob@example.com"]])
    for filter, found in (
        ({"search": "ADA"}, [["ada@example.com"]]),
        ({"rule": ADA}, [["ada@example.com"]]),
        ({"rule": ADA, "segment": segment.public_id}, []),
        ({"search": "100%_example"}, []),
        ({"tag": "a"}, [["ada@example.com"]]),
    ):
        assert table(run(ask(workspace, filter=filter, columns=["email"])))[1:] == found


def test_what_was_exported_can_be_imported_again(workspace: Workspace) -> None:
    people(workspace)
    done = run(ask(workspace))
    with done.file.open("rb") as file:
        content = file.read()
    other = make_workspace()
    define_attributes(other, {"likes": "list"})
    item = import_run(import_id=make_import(other, content).pk)
    assert item is not None
    assert (item.state, item.rows_created, item.rows_rejected) == ("done", 2, 0)
    ada = Contact.objects.in_workspace(other).get(email="ada@example.com")
    assert (ada.phone, ada.first_name, ada.tags, ada.score) == ("+436641234567", "=Ada", ["a", "b"], -3)
    assert ada.attributes == {"plan": "pro", "seats": 5, "likes": ["x", "y"], "vip": True}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"kind": "secrets"}, "kind"),
        ({"format": "pdf"}, "format"),
        ({"columns": ["email", "password"]}, "columns"),
        ({"filter": {"colour": 1}}, "filter.colour"),
        ({"filter": {"rule": {"condition": "AND", "rules": [{"type": "nothing"}]}}}, "filter.rule.rules[0].type"),
    ],
)
def test_wrong_orders_are_refused_by_name(workspace: Workspace, options: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(workspace, **options)
    assert refusal.value.details[0].field == field
    assert export_list(workspace=workspace).count() == 0


def test_another_workspaces_segment_is_none(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        ask(workspace, filter={"segment": make_segment(make_workspace()).public_id})


def test_a_segment_that_went_away_fails_the_export(workspace: Workspace) -> None:
    segment = make_segment(workspace)
    export = ask(workspace, filter={"segment": segment.public_id})
    segment.delete()
    ended = run(export)
    assert (ended.state, ended.error) == ("failed", "There is no such segment.")


def test_a_worker_that_died_is_taken_over_and_the_file_is_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BEAT_ROWS", 2)
    make_contacts(workspace, 6)
    export = ask(workspace, columns=["email"])
    original = exports._hold

    def dying(mine: Export, **changes: Any) -> None:
        original(mine, **changes)
        if changes.get("rows_written") == 4:
            raise SystemExit

    monkeypatch.setattr(exports, "_hold", dying)
    with pytest.raises(SystemExit):
        export_run(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.rows_total, export.rows_written, export_next()) == ("running", 6, 4, None)
    monkeypatch.setattr(exports, "_hold", original)
    Export.objects.in_workspace(workspace).update(lease_expires_at=database_now() - timedelta(seconds=1))
    assert export_next() == export.pk
    ended = run(export)
    assert (ended.state, ended.attempt, len(table(ended))) == ("done", 2, 7)


def test_a_worker_that_was_overtaken_or_cancelled_reports_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BEAT_ROWS", 1)
    make_contacts(workspace, 3)
    export = ask(workspace)
    original = exports._hold

    def cancelled(mine: Export, **changes: Any) -> None:
        if changes.get("rows_written") == 2:
            export_cancel(export=mine, actor=ACTOR)
        original(mine, **changes)

    monkeypatch.setattr(exports, "_hold", cancelled)
    assert export_run(export_id=export.pk) is None
    export.refresh_from_db()
    assert (export.state, export.rows_written, str(export.file)) == ("cancelled", 1, "")
    with pytest.raises(Conflict):
        export_cancel(export=export, actor=ACTOR)
    with pytest.raises(Conflict):
        export_downloaded(export=export, actor=ACTOR)


def test_an_export_that_keeps_breaking_off_is_given_up(workspace: Workspace) -> None:
    export = ask(workspace)
    Export.objects.in_workspace(workspace).update(attempt=5)
    assert (run(export).state, run_error(export)) == ("failed", "The export was broken off 5 times.")


def run_error(export: Export) -> str:
    export.refresh_from_db()
    return export.error


def test_the_file_is_deleted_when_its_time_is_up(workspace: Workspace, django_capture_on_commit_callbacks: Any) -> None:
    done = run(ask(workspace))
    storage, name = done.file.storage, str(done.file.name)
    now = database_now()
    assert exports_expire(now=now) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert exports_expire(now=now + timedelta(days=8)) == 1
    assert not storage.exists(name)
    done.refresh_from_db()
    assert (done.state, str(done.file), done.size) == ("expired", "", 0)


def test_who_asked_and_who_took_the_file_stand_in_the_audit_log(workspace: Workspace) -> None:
    done = run(ask(workspace, filter={"search": "ada"}))
    export_downloaded(export=done, actor=ACTOR)
    lines = AuditEntry.objects.in_workspace(workspace).filter(target_type="export").order_by("pk")
    lines = lines.values_list("action", "target_id")
    assert list(lines) == [("export.created", done.public_id), ("export.downloaded", done.public_id)]
