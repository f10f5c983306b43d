"""Imports whose worker dies or is overtaken: nothing is stored twice, nothing is lost, nobody reports for another."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from contacts.models import Contact, ContactChange, ContactImport, ImportRowError
from contacts.services import imports
from contacts.services.import_lease import import_next
from contacts.services.imports import import_run
from tests.factories.contacts import make_import
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

ROWS = 450
CONTENT = "email,plan\n" + "".join(
    "bad,x\n" if number % 10 == 0 else f"user{number}@example.org,pro\n" for number in range(ROWS)
)


def die_at(item: ContactImport, chunk: int, moment: str) -> None:
    worker = Path(__file__).with_name("dying_worker.py")
    arguments = [str(connection.settings_dict["NAME"]), str(settings.MEDIA_ROOT), str(item.pk), str(chunk), moment]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, str(worker), *arguments], env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


def expire_lease(item: ContactImport) -> None:
    rows = ContactImport.objects.in_workspace(item.workspace_id).filter(pk=item.pk)
    rows.update(lease_expires_at=database_now() - timedelta(seconds=1))


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("chunk", "moment", "stored"), [(1, "before", 0), (3, "before", 200), (3, "after", 300)])
def test_a_killed_worker_is_taken_over_where_it_stopped(chunk: int, moment: str, stored: int) -> None:
    workspace = make_workspace()
    item = make_import(workspace, CONTENT)
    die_at(item, chunk, moment)
    item.refresh_from_db()
    assert (item.state, item.rows_read, item.rows_total) == ("running", stored, ROWS)
    assert import_next(ContactImport) is None
    assert import_run(import_id=item.pk) is None
    expire_lease(item)
    assert import_next(ContactImport) == item.pk
    ended = import_run(import_id=item.pk)
    assert ended is not None
    assert (ended.state, ended.attempt, ended.rows_read) == ("done", 2, ROWS)
    assert (ended.rows_created, ended.rows_rejected, ended.rows_updated, ended.rows_unchanged) == (405, 45, 0, 0)
    assert Contact.objects.in_workspace(workspace).count() == 405
    assert ContactChange.objects.in_workspace(workspace).count() == 405
    assert ImportRowError.objects.in_workspace(workspace).count() == 45


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_dry_run_whose_worker_was_killed_starts_anew_and_leaves_nothing() -> None:
    workspace = make_workspace()
    item = make_import(workspace, CONTENT, goal="check")
    die_at(item, 3, "after")
    item.refresh_from_db()
    assert (item.state, item.rows_read, item.rows_created) == ("running", 300, 270)
    expire_lease(item)
    ended = import_run(import_id=item.pk)
    assert ended is not None
    assert (ended.state, ended.attempt, ended.rows_read) == ("checked", 2, ROWS)
    assert (ended.rows_created, ended.rows_rejected, ended.rows_repeated) == (405, 45, 0)
    assert ImportRowError.objects.in_workspace(workspace).count() == 45
    for model in (Contact, ContactChange):
        assert model.objects.in_workspace(workspace).count() == 0


def test_a_worker_that_was_overtaken_reports_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    item = make_import(workspace, CONTENT)
    monkeypatch.setattr(imports, "CHUNK", 100)
    original = imports.chunk_store

    def overtaken(mine: ContactImport, *args: object) -> None:
        row = ContactImport.objects.in_workspace(mine.workspace_id).filter(pk=mine.pk)
        if row.get().rows_read == 200:
            row.update(attempt=mine.attempt + 1)
        original(mine, *args)

    monkeypatch.setattr(imports, "chunk_store", overtaken)
    assert import_run(import_id=item.pk) is None
    item.refresh_from_db()
    assert (item.state, item.rows_read) == ("running", 200)
    assert Contact.objects.in_workspace(workspace).count() == 180


def test_an_import_that_keeps_breaking_off_is_given_up(db: None) -> None:
    workspace: Workspace = make_workspace()
    item = make_import(workspace, CONTENT)
    ContactImport.objects.in_workspace(workspace).filter(pk=item.pk).update(attempt=5)
    ended = import_run(import_id=item.pk)
    assert ended is not None
    assert (ended.state, ended.error) == ("failed", "The import was broken off 5 times, last after 0 rows.")


def test_a_lost_file_fails_the_import(db: None) -> None:
    item = make_import(make_workspace(), CONTENT)
    item.file.storage.delete(str(item.file.name))
    ended = import_run(import_id=item.pk)
    assert ended is not None
    assert (ended.state, ended.error) == ("failed", "The uploaded file is gone.")
