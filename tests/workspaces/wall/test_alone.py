"""Migrations that begin together, as `make run` and `make api-key` do on a new DATA_DIR, go one after the other."""

from pathlib import Path

import psycopg
import pytest

from tests.processes import Processes, new_database, wait_until
from workspaces.wall.alone import KEY

_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_MADE = "SELECT to_regclass('django_migrations')::text, to_regclass('django_content_type')::text"


@pytest.mark.processes
def test_of_two_migrations_one_waits_for_the_other(django_db_setup: None, tmp_path: Path) -> None:
    with new_database("test_campanile_alone") as url, psycopg.connect(url, autocommit=True) as first:
        processes = Processes(tmp_path, {"DATABASE_URL": url})
        first.execute("SELECT pg_advisory_lock(%s)", [KEY])
        command = ("python", "manage.py", "migrate", "contenttypes", "--no-input")
        both = [processes.start(name, *command) for name in ("one", "other")]
        try:
            wait_until(lambda: first.execute(_SESSIONS).fetchone() == (2,), what=processes.tails)
            assert first.execute(_MADE).fetchone() == (None, None)
            first.execute("SELECT pg_advisory_unlock(%s)", [KEY])
            assert [each.process.wait(60) for each in both] == [0, 0], processes.tails()
            assert first.execute(_MADE).fetchone() == ("django_migrations", "django_content_type")
        finally:
            processes.end()
