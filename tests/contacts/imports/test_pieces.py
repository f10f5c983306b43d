"""The pieces of an import on their own: reading, headers, merging rows, the report."""

import io
import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.imports.encoding import Unreadable, check_encoding
from contacts.imports.header import read_header, unique_names
from contacts.imports.reader import delimiter_of, lines_of
from contacts.imports.report import report_lines
from contacts.imports.rows import Draft, merge
from contacts.imports.survey import survey_file
from contacts.services.imports import import_run
from tests.factories.contacts import make_import
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@settings(max_examples=60)
@given(
    content=st.one_of(
        st.binary(min_size=1, max_size=300), st.text(alphabet="ab,;\"'\n\r\t\x00@.é=+\ufeff1", min_size=1)
    )
)
def test_whatever_is_uploaded_the_import_ends(workspace: Workspace, content: bytes | str) -> None:
    data = b"email,x,y\n" + (content.encode() if isinstance(content, str) else content)
    item = import_run(import_id=make_import(workspace, data).pk)
    assert item is not None
    assert item.state in ("done", "failed")
    if item.state == "done":
        assert item.rows_read == item.rows_total
        assert item.rows_created + item.rows_updated + item.rows_unchanged + item.rows_rejected <= item.rows_read


@settings(max_examples=100)
@given(before=st.text(alphabet="aé€😀\n", max_size=30), block=st.integers(1, 5))
def test_the_bad_byte_is_found_at_its_place_whatever_the_blocks(before: str, block: int) -> None:
    data = before.encode()

    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(2 if size == 2 else block)

    check_encoding(Trickle(b"x" + data))
    with pytest.raises(Unreadable) as caught:
        check_encoding(Trickle(b"x" + data + b"\xff tail"))
    assert f"line {before.count(chr(10)) + 1} holds the byte 0xFF (byte {len(data) + 1} of" in str(caught.value)


@pytest.mark.parametrize(
    ("head", "mark"), [("a,b;c,d", ","), ("a;b;c", ";"), ("a\tb", "\t"), ("email", ","), ('"a;b;c",d', ",")]
)
def test_the_delimiter_is_what_cuts_the_header_most(head: str, mark: str) -> None:
    assert delimiter_of(io.BytesIO(f"\ufeff{head}\n1;2;3;4;5\n".encode())) == mark


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    file = io.BytesIO(b'h\n"two\nlines"\n\nlast')
    assert [(line.number, line.cells) for line in lines_of(file, ",")] == [
        (1, ["h"]),
        (2, ["two\nlines"]),
        (5, ["last"]),
    ]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("E-Mail", "email"),
        ("emailAddress", "email"),
        ("Mobile", "phone"),
        ("  Given name ", "first_name"),
        ("TZ", "timezone"),
        ("consent_sms_transactional", "consent.sms.transactional"),
        ("consent_pigeon", "attributes.consent_pigeon"),
        ("companyName", "attributes.company_name"),
        ("2nd plan", "attributes.column_2nd_plan"),
    ],
)
def test_what_headers_say(name: str, target: str) -> None:
    other = "external_id" if target == "email" else "email"
    assert [column.target for column in read_header(unique_names([other, name, ""]), {})] == [other, target]


def test_kinds_are_learned_from_all_rows() -> None:
    rows = ["email,n,zip,mixed,none,flag"] + [f"a@b.org,{i},0{i},{i},,yes" for i in range(50)] + ["a@b.org,,,x,,no"]
    survey = survey_file(io.BytesIO("\n".join(rows).encode()), "utf-8", lambda rows: None)
    assert (survey.rows, {key: str(kind) for key, kind in survey.kinds.items()}) == (
        51,
        {"email": "text", "n": "number", "zip": "text", "mixed": "text", "none": "text", "flag": "boolean"},
    )


def test_merging_keeps_the_last_word_of_each_contact() -> None:
    numbers = random.Random(5)
    for _ in range(200):
        drafts, expected = [], {}
        for row in range(2, 12):
            key, value = numbers.choice("abc"), str(row)
            drafts.append(Draft(row, {"email": key.upper() if row % 2 else key, "first_name": value}))
            expected[key] = value
        merged, warnings = merge(drafts)
        assert {draft.values["email"].lower(): draft.values["first_name"] for draft in merged} == expected
        assert len(warnings) == 10 - len(expected)


@dataclass
class Fault:
    row: int
    column: str
    value: str
    code: str
    message: str
    is_warning: bool


def test_the_report_holds_no_formula() -> None:
    faults = [
        Fault(2, "=cmd()", '=HYPERLINK("http://x")', "email", "is none", False),
        Fault(3, "", "-1", "a", "@b", True),
    ]
    assert list(report_lines(faults)) == [
        "line,column,value,problem,message,taken\r\n",
        '2,\'=cmd(),"\'=HYPERLINK(""http://x"")",email,is none,no\r\n',
        "3,,'-1,a,'@b,yes\r\n",
    ]
