"""Workbooks: what cells are as text, merged cells and titles, and files that are made to do harm."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from contacts.imports import sheet as sheets
from contacts.imports.encoding import Unreadable
from contacts.imports.source import is_workbook, sheet_of


def book(tmp_path: Path, fill: Any) -> io.BytesIO:
    path = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(str(path))
    fill(made, made.add_worksheet("First"))
    made.close()
    return io.BytesIO(path.read_bytes())


def rows_of(file: io.BytesIO, name: str = "") -> list[str]:
    with sheet_of(file, name, lambda: None) as sheet:
        return sheet.rows.read().decode().split("\r\n")[:-1]


def test_cells_become_what_people_would_type(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        day, moment = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"num_format": "hh:mm"})
        start = datetime(2024, 1, 2, tzinfo=UTC).replace(tzinfo=None)
        sheet.write_row(0, 0, ["email", "n", "part", "text", "yes"])
        sheet.write_row(1, 0, ["a@example.org", 5.0, 0.5, "01040", True])
        sheet.write_datetime(2, 0, start, day)
        sheet.write_datetime(2, 1, start.replace(hour=10, minute=5), day)
        sheet.write_datetime(2, 2, time(10, 5), moment)
        sheet.write_formula(2, 3, "=1+1", value=2)
        sheet.write(2, 4, 436641234567)

    assert rows_of(book(tmp_path, fill)) == [
        "email,n,part,text,yes",
        "a@example.org,5,0.5,01040,true",
        "2024-01-02,2024-01-02T10:05:00,10:05:00,2,436641234567",
    ]


def test_titles_and_blank_rows_keep_the_numbers_of_rows_and_merged_cells_say_the_same(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range("B2:D2", "Customers")
        sheet.write_row("B4", ["email", "plan", "company"])
        sheet.write_row("B5", ["a@example.org", "pro"])
        sheet.merge_range("D5:D6", "Acme")
        sheet.write_row("B6", ["b@example.org", "free"])
        sheet.write_row("B8", ["c@example.org"])

    assert rows_of(book(tmp_path, fill)) == [
        *["", "", ""],
        "email,plan,company",
        "a@example.org,pro,Acme",
        "b@example.org,free,Acme",
        "",
        "c@example.org,,",
    ]


def test_hidden_sheets_are_not_offered(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "email")
        made.add_worksheet("Secret").hide()

    with sheet_of(book(tmp_path, fill), "", lambda: None) as found:
        assert (found.name, found.others) == ("First", ["First"])
    with pytest.raises(Unreadable, match="no sheet called Secret"):
        rows_of(book(tmp_path, fill), "Secret")


def test_a_cell_in_the_last_corner_costs_no_memory_of_ours(tmp_path: Path) -> None:
    file = book(tmp_path, lambda made, sheet: (sheet.write(0, 0, "email"), sheet.write(1_048_575, 16_383, "x")))
    with pytest.raises(Unreadable, match="needs more memory than it may have"):
        rows_of(file)


def test_an_archive_that_unpacks_to_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(sheets, "UNPACKED_BYTES", 1_000_000)
    with pytest.raises(sheets._Refused, match="unpacks to more than"):
        sheets.main(str(path), str(tmp_path / "rows.csv"), "")


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600])
def test_a_damaged_workbook_says_so(content: bytes) -> None:
    file = io.BytesIO(content)
    assert is_workbook(file)
    with pytest.raises(Unreadable, match="damaged"):
        rows_of(file)


def test_text_is_no_workbook() -> None:
    assert not is_workbook(io.BytesIO(b"email\na@example.org\n"))
    assert sheets._text(date(2024, 1, 2)) == "2024-01-02"
