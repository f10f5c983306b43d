"""Imports step by step, as people take them: read, look, dry run, import; and what is done to everybody in a file."""

import io
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter

from contacts.imports.report import refused_lines
from contacts.models import (
    AttributeDefinition,
    Contact,
    ContactChange,
    ContactImport,
    ImportedContact,
    ImportRefusedRow,
    ImportRowError,
    Segment,
    SegmentMembership,
)
from contacts.services import import_cancel, import_read, import_start, imports, imports_expire
from contacts.services.imports import import_run
from tests.factories.contacts import make_contact, make_import, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system()
RULE = {"condition": "AND", "rules": [{"type": "attribute", "field": "first_name", "operator": "equals", "value": "A"}]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def work(item: ContactImport) -> ContactImport:
    ended = import_run(import_id=item.pk)
    assert ended is not None
    return ended


def read(workspace: Workspace, content: str | bytes, **options: Any) -> ContactImport:
    return work(make_import(workspace, content, goal="read", **options))


def go(item: ContactImport, goal: str, **options: Any) -> ContactImport:
    options.setdefault("mapping", item.mapping)
    return work(import_start(item=item, goal=goal, actor=ACTOR, **options))


def counts(item: ContactImport) -> tuple[int, ...]:
    """New, updated, unchanged, refused, repeated."""
    return item.rows_created, item.rows_updated, item.rows_unchanged, item.rows_rejected, item.rows_repeated


def workbook(rows: list[list[Any]], *, second: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("People")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if second:
        book.add_worksheet("More").write_column(0, 0, ["email", "more@example.org"])
    book.close()
    return out.getvalue()


def test_reading_says_what_is_in_the_file_and_writes_nothing(workspace: Workspace) -> None:
    item = read(workspace, "Kontakt,First Name,Plan,Seats,,Plan\nada@example.org,Ada,pro,5,x,y\nb@example.org,,,7,,\n")
    assert (item.state, item.rows_total, item.rows_read, item.finished_at) == ("ready", 2, 0, None)
    assert item.survey["names"] == ["Kontakt", "First Name", "Plan", "Seats", "Column 5", "Plan (2)"]
    assert item.survey["samples"][0] == ["ada@example.org", "Ada", "pro", "5", "x", "y"]
    assert item.survey["kinds"]["Seats"] == "number"
    assert item.mapping == {
        "Kontakt": "email",
        "First Name": "first_name",
        "Plan": "attributes.plan",
        "Seats": "attributes.seats",
        "Column 5": "",
        "Plan (2)": "",
    }
    for model in (Contact, AttributeDefinition, ContactChange):
        assert model.objects.in_workspace(workspace).count() == 0


CONTENT = (
    "email,phone,first_name,plan\n"
    "new@example.org,,New,pro\n"
    "old@example.org,,Changed,pro\n"
    "SAME@example.org,,Same,\n"
    "nobody,,,\n"
    "NEW@example.org,,,team\n"
    "new@example.org,+436641234567,,team\n"
    "old@example.org,+436641234567,,\n"
    "again@example.org,,Again,\n"
    "AGAIN@example.org,,,\n"
)


@pytest.mark.parametrize("chunk", [2, 3, 100])
def test_a_dry_run_says_exactly_what_the_import_does(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(imports, "CHUNK", chunk)
    make_contact(workspace, email="old@example.org", first_name="Old")
    make_contact(workspace, email="same@example.org", first_name="Same", attributes={"plan": "x"})
    before = list(Contact.objects.in_workspace(workspace).order_by("pk").values())
    checked = go(read(workspace, CONTENT), "check")
    told = (counts(checked), checked.rows_read, checked.faults_total, faults(checked), refused(checked))
    assert checked.state == "checked"
    assert list(Contact.objects.in_workspace(workspace).order_by("pk").values()) == before
    for model in (AttributeDefinition, ContactChange, ImportedContact):
        assert model.objects.in_workspace(workspace).count() == 0, model
    assert len(checked.survey["samples"]) == 9
    done = go(checked, "import")
    assert (done.state, done.survey["samples"]) == ("done", [])
    assert (counts(done), done.rows_read, done.faults_total, faults(done), refused(done)) == told
    assert Contact.objects.in_workspace(workspace).count() == 4
    assert done.rows_rejected == 2


def faults(item: ContactImport) -> list[tuple[Any, ...]]:
    rows = ImportRowError.objects.in_workspace(item.workspace_id).filter(contact_import=item)
    return list(rows.order_by("row", "pk").values_list("row", "column", "code", "value", "message"))


def refused(item: ContactImport) -> list[tuple[Any, ...]]:
    rows = ImportRefusedRow.objects.in_workspace(item.workspace_id).filter(contact_import=item)
    return list(rows.order_by("row").values_list("row", "cells", "problem"))


def test_refused_rows_come_back_as_they_were_and_can_be_uploaded_again(workspace: Workspace) -> None:
    item = work(make_import(workspace, 'email,first_name\n"=bad","+Ada, x"\nok@x.org,-1\nshort\nlong@x.org,a,b\n'))
    rows = ImportRefusedRow.objects.in_workspace(workspace).filter(contact_import=item).order_by("row")
    text = "".join(refused_lines(item.survey["names"], rows))
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "email,first_name,line in the file,what was wrong"
    assert lines[1].startswith("'=bad,\"'+Ada, x\",2,email: “=bad” is no e-mail address")
    assert lines[2] == 'short,,4,"The row has 1 cells, the header has 2."'
    assert lines[3] == 'long@x.org,a,5,"The row has 3 cells, the header has 2.",b'
    mended = text.replace("'=bad", "good@example.org").replace("short,", "short@example.org,").replace('.",b', '."')
    again = work(make_import(workspace, mended))
    assert (again.state, counts(again)) == ("done", (3, 0, 0, 0, 0))
    assert Contact.objects.in_workspace(workspace).get(email="good@example.org").first_name == "+Ada, x"
    assert Contact.objects.in_workspace(workspace).get(email="good@example.org").attributes == {}


def test_everybody_in_the_file_gets_tags_a_segment_and_a_country_for_their_phones(workspace: Workspace) -> None:
    segment = make_segment(workspace)
    content = "email,phone,tags\nada@example.org,0664 1234567,vip\nbob@example.org,0043 664 7654321,\nbad,,\n,12,\n"
    options = {"add_tags": ["imported"], "segment": segment, "country": "at"}
    checked = go(read(workspace, content), "check", **options)
    assert SegmentMembership.objects.in_workspace(workspace).count() == 0
    done = go(checked, "import", **options)
    assert counts(done) == counts(checked) == (2, 0, 0, 2, 0)
    found = Contact.objects.in_workspace(workspace).order_by("email").values_list("email", "phone", "tags")
    assert list(found) == [
        ("ada@example.org", "+436641234567", ["imported", "vip"]),
        ("bob@example.org", "+436647654321", ["imported"]),
    ]
    assert SegmentMembership.objects.in_workspace(workspace).filter(segment=segment).count() == 2
    assert "“12” is no phone number, neither in AT nor with a country before it." in [row[4] for row in faults(done)]


def test_another_encoding_is_proposed_with_its_reason_and_can_be_changed(workspace: Workspace) -> None:
    item = read(workspace, "email;Stadt\nzoe@example.org;Köln €\n".encode("cp1252"))
    assert (item.state, item.survey["encoding"], item.survey["samples"]) == (
        ("ready", "windows-1252", [["zoe@example.org", "Köln €"]])
    )
    assert item.survey["doubt"].startswith("The file is not UTF-8: line 2 holds the byte 0xF6 (byte 29 of the file).")
    again = work(import_read(item=item, encoding="latin-1", actor=ACTOR))
    assert (again.survey["doubt"], again.survey["samples"][0][1]) == ("", "Köln \x80")
    wrong = work(import_read(item=again, encoding="utf-8", actor=ACTOR))
    assert (wrong.state, wrong.error[:25]) == ("failed", "The file is not UTF-8: li")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(workspace: Workspace, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    item = work(make_import(workspace, f"{mark}email\tname\nzoë@example.org\tZoë\n".encode(encoding)))
    assert (item.state, item.error, item.rows_created) == ("done", "", 1)
    assert Contact.objects.in_workspace(workspace).get().attributes == {"name": "Zoë"}


def test_what_a_header_meant_last_time_is_proposed(workspace: Workspace) -> None:
    first = read(workspace, "Mail,Stufe\na@example.org,1\n")
    mapping = {"Mail": "email", "Stufe": "attributes.tier"}
    done = go(first, "import", mapping=mapping, kinds={"tier": "text"}, country="DE")
    assert done.state == "done"
    assert Contact.objects.in_workspace(workspace).get().attributes == {"tier": "1"}
    again = read(workspace, "Mail,Stufe\nb@example.org,2\n")
    assert (again.mapping, again.kinds, again.country, again.survey["remembered"]) == (
        (mapping, {"tier": "text"}, "DE", True)
    )
    assert read(make_workspace(), "Mail,Stufe\nb@example.org,2\n").survey["remembered"] is False


def test_a_workbook_is_read_sheet_by_sheet(workspace: Workspace) -> None:
    rows = [["Customers"], [], ["email", "zip", "seats"], ["ada@example.org", "01040", 5], [], ["bad", "x", 2.5]]
    item = read(workspace, workbook(rows, second=True))
    assert (item.state, item.error, item.survey["sheets"], item.survey["sheet"], item.rows_total) == (
        ("ready", "", ["People", "More"], "People", 2)
    )
    assert item.survey["kinds"] == {"email": "text", "zip": "text", "seats": "number"}
    done = go(item, "import")
    assert counts(done) == (1, 0, 0, 1, 0)
    assert Contact.objects.in_workspace(workspace).get().attributes == {"zip": "01040", "seats": 5}
    assert [row[0] for row in refused(done)] == [6]
    more = work(make_import(workspace, workbook(rows, second=True), sheet="More"))
    assert (more.state, more.rows_created) == ("done", 1)
    none = work(make_import(workspace, workbook(rows, second=True), sheet="Less"))
    assert none.error == "The workbook has no sheet called Less; it has People, More."


def test_the_files_are_deleted_when_the_import_ends(
    workspace: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    item = read(workspace, workbook([["email"], ["a@example.org"]]))
    storage, names = item.file.storage, [item.file.name, item.rows_file.name]
    assert [storage.exists(name) for name in names] == [True, True]
    with django_capture_on_commit_callbacks(execute=True):
        import_cancel(item=item, actor=ACTOR)
    assert [storage.exists(name) for name in names] == [False, False]


def test_cancelling_stops_the_worker_and_keeps_what_was_stored(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    item = make_import(workspace, "email\n" + "".join(f"u{number}@example.org\n" for number in range(10)))
    original = imports._store

    def cancelled_after(mine: ContactImport, chunk: Any) -> None:
        original(mine, chunk)
        if Contact.objects.in_workspace(workspace).count() == 4:
            import_cancel(item=mine, actor=ACTOR)

    monkeypatch.setattr(imports, "_store", cancelled_after)
    assert import_run(import_id=item.pk) is None
    item.refresh_from_db()
    assert (item.state, item.rows_created) == ("cancelled", 4)
    assert Contact.objects.in_workspace(workspace).count() == 4
    with pytest.raises(Conflict):
        import_cancel(item=item, actor=ACTOR)
    with pytest.raises(Conflict):
        import_start(item=item, goal="import", mapping=item.mapping, actor=ACTOR)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"mapping": {"email": ""}}, "mapping"),
        ({"mapping": {"email": "email", "other": "phone"}}, "mapping"),
        ({"mapping": {"email": "email", "name": "email"}}, "mapping"),
        ({"kinds": {"name": "colour"}}, "kinds.name"),
        ({"country": "Austria"}, "country"),
        ({"add_tags": ["x" * 65]}, "add_tags"),
        ({"colour": 1}, "colour"),
    ],
)
def test_wrong_options_are_refused_and_change_nothing(
    workspace: Workspace, options: dict[str, Any], field: str
) -> None:
    item = read(workspace, "email,name\na@example.org,A\n")
    with pytest.raises(InvalidInput) as refusal:
        import_start(item=item, goal="import", actor=ACTOR, **{"mapping": item.mapping, **options})
    assert refusal.value.details[0].field == field
    item.refresh_from_db()
    assert item.state == "ready"


def test_only_a_static_segment_of_ones_own_can_be_filled(workspace: Workspace) -> None:
    item = read(workspace, "email\na@example.org\n")
    for segment in (make_segment(workspace, RULE), make_segment(make_workspace())):
        with pytest.raises(InvalidInput):
            import_start(item=item, goal="import", mapping=item.mapping, segment=segment, actor=ACTOR)


def test_a_segment_that_follows_a_rule_by_now_ends_the_import_with_a_word(workspace: Workspace) -> None:
    segment = make_segment(workspace, name="Guests")
    item = read(workspace, "email\na@example.org\n")
    import_start(item=item, goal="import", mapping=item.mapping, segment=segment, actor=ACTOR)
    Segment.objects.in_workspace(workspace).update(kind="dynamic")
    ended = work(item)
    assert ended.state == "failed"
    assert ended.error.startswith("The segment Guests can't be filled any more: ")
    assert Contact.objects.in_workspace(workspace).count() == 0


def test_what_nobody_goes_on_with_is_given_up_and_old_rows_are_forgotten(workspace: Workspace) -> None:
    waiting = read(workspace, "email\na@example.org\n")
    done = work(make_import(workspace, "email\nbad\n"))
    now = database_now()
    assert imports_expire(now=now) == 0
    assert imports_expire(now=now + timedelta(days=8)) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("cancelled", "Nobody went on with it for 7 days.")
    assert len(refused(done)) == 1
    imports_expire(now=now + timedelta(days=31))
    assert refused(done) == []
