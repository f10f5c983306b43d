"""The one write that ends waits early: the subscriptions go, the executions become due with a signal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"


def wake(signals: Mapping[int, str], now: datetime, cursor: CursorWrapper) -> int:
    """Ends the waits of these executions, which the caller has locked; how many still waited.

    A campaign that is paused finds them due when it goes on.
    """
    if not signals:
        return 0
    # In the order in which the rows lie: neighbours share pages of the table and of its indexes.
    executions = sorted(signals)
    params: dict[str, Any] = {
        "executions": id_array(executions),
        "signals": [signals[execution] for execution in executions],
        "now": now,
    }
    cursor.execute(load(_SQL, "wake"), params)
    woken = int(cursor.rowcount)
    if woken:
        nudge("campaigns.tasks.run_engine")
    return woken


def id_array(ids: Mapping[int, object] | list[int] | tuple[int, ...]) -> str:
    """An array literal: one text, where psycopg would adapt each number by itself."""
    return f"{{{','.join(map(str, ids))}}}"
