"""Imports of the same people at the same time: every contact is there once, every row is accounted for."""

from functools import partial

import pytest

from contacts.models import Contact
from contacts.services import imports
from tests.concurrent import at_once
from tests.factories.contacts import make_import
from tests.factories.workspaces import make_workspace

PEOPLE = 600


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 150)
    workspace = make_workspace()
    rows = [f"user{number}@example.org,{number}" for number in range(PEOPLE)]
    items = [
        make_import(workspace, "\n".join(["email,external_id", *rows])),
        make_import(workspace, "\n".join(["email,external_id", *reversed(rows)])),
    ]
    at_once(*(partial(imports.import_run, import_id=item.pk) for item in items))
    for item in items:
        item.refresh_from_db()
    assert [(item.state, item.rows_read, item.rows_rejected) for item in items] == [("done", PEOPLE, 0)] * 2
    assert Contact.objects.in_workspace(workspace).count() == PEOPLE
    assert sum(item.rows_created for item in items) == PEOPLE
    assert sum(item.rows_unchanged for item in items) == PEOPLE
