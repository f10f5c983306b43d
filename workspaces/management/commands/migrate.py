"""`manage.py migrate`, which also puts new tables of tenants behind the wall (workspaces.wall)."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from workspaces.wall.build import wall_build
from workspaces.wall.state import OFF


class Command(migrate.Command):
    """Django's, and then what the wall lacks."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        found = wall_build(connections[options["database"]])
        if options["verbosity"] >= 1:
            off = "ROW_SECURITY is off." if settings.ROW_SECURITY == OFF else found.lacking or found.slow
            self.stdout.write(f"Row-level security: {off or f'on, {found.tables} tables.'}")
