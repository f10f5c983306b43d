"""Rows of imports that were not taken are personal data, although they are about no contact."""

from datetime import timedelta

import pytest

from contacts.imports.header import read_header
from contacts.imports.identities import row_identities
from contacts.models import ContactImport, ImportRefusedRow, ImportRowError
from contacts.services import contact_delete, contact_export
from contacts.services.importing import imports_expire
from contacts.services.imports import import_run
from tests.factories.contacts import make_contact, make_import
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

FILE = """email,phone,external_id,score
Ada <ADA@example.com>,,,1
eve@example.com,0664 1234567,,none
zoe@example.com,,crm-7,none
other@example.com,,crm-8,none
"""


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def imported(workspace: Workspace, text: str = FILE) -> ContactImport:
    item = make_import(workspace, text, country="AT")
    import_run(import_id=item.pk)
    return ContactImport.objects.in_workspace(workspace).get(pk=item.pk)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["'+43 664 1234567", ""], ["+436641234567"]),
        (["Ada Lovelace <Ada@Example.com>, ada@example.org", "7"], ["ada@example.com", "ada@example.org", "7"]),
        (["0664/123 45 67", " x "], ["+436641234567", "x"]),
        (["12", "a" * 300], []),
        (["only"], []),
    ],
)
def test_addresses_are_found_however_they_are_spelled(cells: list[str], found: list[str]) -> None:
    columns = read_header(["anything", "external_id"], {"anything": ""})
    assert row_identities(cells, columns, "AT") == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"email": "ada@example.com"}, 2),
        ({"email": "a@example.com", "phone": "+436641234567"}, 3),
        ({"email": "z@example.com", "external_id": "crm-7"}, 4),
    ],
)
def test_erasing_takes_refused_rows_and_remarks_along(workspace: Workspace, fields: dict[str, str], gone: int) -> None:
    foreign = imported(make_workspace())
    item = imported(workspace)
    contact = make_contact(workspace, **fields)
    [told] = contact_export(contact=contact)["refused_rows_of_files"]
    assert (told["file"], told["row"]) == (item.filename, gone)
    contact_delete(contact=contact, actor=Actor.system())
    rows = ImportRefusedRow.objects.in_workspace(workspace)
    assert list(rows.order_by("row").values_list("row", flat=True)) == [row for row in (2, 3, 4, 5) if row != gone]
    assert not ImportRowError.objects.in_workspace(workspace).filter(row=gone).exists()
    assert ImportRefusedRow.objects.in_workspace(foreign.workspace_id).count() == 4


@pytest.mark.django_db
def test_a_remark_on_a_row_that_was_taken_goes_too(workspace: Workspace) -> None:
    imported(workspace, "email,first_name\nada@example.com,A\nAda@example.com,B\nx@example.com,C\n")
    contact = make_contact(workspace, email="eve@example.com")
    from_file = contact.__class__.objects.in_workspace(workspace).get(email__iexact="ada@example.com")
    assert contact_export(contact=contact)["remarks_on_rows_of_files"] == []
    [told] = contact_export(contact=from_file)["remarks_on_rows_of_files"]
    assert told["row"] == 3
    contact_delete(contact=from_file, actor=Actor.system())
    assert not ImportRowError.objects.in_workspace(workspace).exists()


@pytest.mark.django_db
def test_all_of_it_goes_after_thirty_days(workspace: Workspace) -> None:
    imported(workspace)
    now = database_now()
    imports_expire(now=now + timedelta(days=29))
    assert ImportRowError.objects.in_workspace(workspace).count() == 4
    imports_expire(now=now + timedelta(days=31))
    assert not ImportRowError.objects.in_workspace(workspace).exists()
    assert not ImportRefusedRow.objects.in_workspace(workspace).exists()
