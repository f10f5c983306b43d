"""`manage.py migrate`, one at a time, which also puts new tables of tenants behind the wall (workspaces.wall)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from workspaces.wall.alone import alone
from workspaces.wall.build import wall_build
from workspaces.wall.state import OFF


class Command(migrate.Command):
    """Django's, and then what the wall lacks."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """What the wall of an earlier release lacks is put there before the checks ask whether it stands."""
        if not _only_asks(options):
            database = connections[options["database"]]
            with alone(database):
                wall_build(database)
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        if _only_asks(options):
            super().handle(*args, **options)
            return
        database = connections[options["database"]]
        with alone(database):
            super().handle(*args, **options)
            found = wall_build(database)
        if options["verbosity"] >= 1:
            off = "ROW_SECURITY is off." if settings.ROW_SECURITY == OFF else found.lacking or found.slow
            self.stdout.write(f"Row-level security: {off or f'on, {found.tables} tables.'}")


def _only_asks(options: Mapping[str, Any]) -> bool:
    return bool(options["plan"] or options["check_unapplied"])
