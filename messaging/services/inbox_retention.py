"""Forgetting conversations: what was said longer ago than the workspace keeps it, and threads without news since."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from workspaces.models import Workspace
from workspaces.sql import load

# The workspace's setting: for how many days conversations are kept; not set, for ever.
INBOX_RETENTION = "inbox_retention_days"
RUN = "messaging.tasks.forget_conversations"
_AT_ONCE = 5_000


def conversations_forget(*, now: datetime, limit: int = _AT_ONCE) -> bool:
    """One turn over all workspaces that forget; whether one of them has more. A transaction for each."""
    more = False
    rows = Workspace.objects.filter(settings__has_key=INBOX_RETENTION).values_list("pk", f"settings__{INBOX_RETENTION}")
    for workspace_id, days in rows:
        if isinstance(days, int) and not isinstance(days, bool) and days > 0:
            params = {"workspace": workspace_id, "before": now - timedelta(days=days), "limit": limit}
            more = _forget(params) or more
    return more


@transaction.atomic
def _forget(params: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        for statement in ("forget_threads", "forget_entries"):
            cursor.execute(load("messaging.services", statement), params)
            if cursor.rowcount == params["limit"]:
                return True
    return False
