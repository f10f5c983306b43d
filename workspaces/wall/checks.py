"""What `manage.py check --database default` says of the wall; `migrate` asks the same before it begins."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections

from workspaces.wall.state import AUTO, OFF, ON, parts

_HINT = "See docs/tenancy.md for what the login needs."


@register(Tags.database)
def row_security(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """One message where the wall does not stand as the setting asks; none where it stands."""
    chosen = settings.ROW_SECURITY
    if chosen not in (ON, OFF, AUTO):
        return [Error(f"ROW_SECURITY is {chosen!r}; it may be on, off or auto.", id="campanile.E001")]
    if "default" not in (databases or ()):
        return []
    if chosen == OFF:
        return [Info("Row-level security is off, as ROW_SECURITY says.", id="campanile.I001")]
    found = parts(connections["default"])
    if not found.tables:
        # Before the first migration.
        return []
    if found.lacking:
        kind, number = (Error, "E002") if chosen == ON else (Warning, "W001")
        return [kind(f"Row-level security does not stand. {found.lacking}", hint=_HINT, id=f"campanile.{number}")]
    if found.slow:
        what = "is slow" if chosen == ON else "is off"
        return [Warning(f"Row-level security {what}. {found.slow}", hint=_HINT, id="campanile.W002")]
    return []
