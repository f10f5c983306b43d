"""As whom tasks speak to the database: every task is in one list, and begins in the scope that the list says."""

import pytest
from django.db import DatabaseError, connection, transaction

from config.celery import app
from config.scopes import CONFINED, OWNERS, STAGES, ScopedTask, scope_of
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.wall.scope import EVERYWHERE, NOWHERE, OWNER, current


def test_every_task_is_in_one_of_the_lists() -> None:
    app.loader.import_default_modules()
    tasks = {name for name in app.tasks if not name.startswith("celery.")}
    listed = [*CONFINED, *STAGES, *OWNERS]
    assert tasks - set(listed) == set(), "new tasks: say in config/scopes.py which rows they reach, and why"
    assert set(listed) - tasks == set(), "tasks that are gone"
    assert len(listed) == len(set(listed))
    assert all(isinstance(app.tasks[name], ScopedTask) for name in tasks)


def test_a_task_nobody_listed_reaches_nothing() -> None:
    assert scope_of("contacts.tasks.new") == NOWHERE
    assert scope_of("contacts.tasks.run_bulk") == NOWHERE
    assert scope_of("messaging.tasks.run_delivery") == EVERYWHERE
    assert scope_of("contacts.tasks.keep_event_months") == OWNER


@pytest.mark.parametrize(("name", "rows"), [("contacts.tasks.run_bulk", 0), ("campaigns.tasks.run_engine", 1)])
def test_statements_of_a_task_run_in_its_scope(db: None, name: str, rows: int) -> None:
    """With rights over rows, and over nothing else."""
    make_contact(make_workspace(), email="a@example.com")

    class Asking(ScopedTask):
        def run(self) -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM contacts_contact")
                found: int = cursor.fetchone()[0]
                with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
                    cursor.execute("ALTER TABLE contacts_contact ADD COLUMN planted int")
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute("TRUNCATE contacts_contact CASCADE")
            return found

    Asking.name = name
    Asking.bind(app)
    task = Asking()
    assert task() == rows
    assert current() == OWNER
