"""Threads by words: of what was said in them, of who wrote, and of their contacts. By an index, whatever there is."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.arrays import uuid_array
from contacts.selectors import contacts_search
from workspaces.models import Workspace
from workspaces.sql import load

# As messaging_words cuts texts into words.
_SEPARATORS = re.compile(r"[^\w]+|_")
_MOST_WORDS = 5
_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Within:
    """Which threads are looked among; "" is any. `assignee` counts where `by_assignee` says so, None being nobody."""

    state: str = ""
    channel: str = ""
    by_assignee: bool = False
    assignee: int | None = None
    before: tuple[datetime, int] = (_END, 0)


def threads_found(workspace: Workspace | UUID, search: str, within: Within, *, limit: int) -> list[int]:
    """The keys of up to `limit` threads, where something was said last first. None where there is nothing to find."""
    words = [word for word in _SEPARATORS.split(search) if word][:_MOST_WORDS]
    workspace_id = workspace if isinstance(workspace, UUID) else workspace.pk
    params: dict[str, Any] = {
        "workspace": workspace_id,
        # Without words only contacts are found, such as by an id.
        "own": f"'workspace:{workspace_id if words else 'none'}'",
        # They hold letters and digits alone, so nothing of them is read as an operator.
        "words": " & ".join(f"{word}:*" for word in words) or "none",
        "contacts": uuid_array(_contacts(workspace, search)),
        "state": within.state,
        "channel": within.channel,
        "by_assignee": within.by_assignee,
        "assignee": within.assignee,
        "before": within.before[0],
        "before_id": within.before[1],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.selectors", "search_threads"), params)
        rows = sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]), reverse=True)
    return [pk for pk, _ in rows]


def _contacts(workspace: Workspace | UUID, search: str) -> list[UUID]:
    found = workspace if isinstance(workspace, Workspace) else Workspace.objects.get(pk=workspace)
    rows = contacts_search(workspace=found, search=search.replace("\x00", ""))
    return list(rows.order_by().values_list("pk", flat=True)) if search.strip() else []
