"""The two advisory locks of a workspace's segments; both end with the transaction."""

from uuid import UUID

from django.db import connection


def lock_rules(workspace_id: UUID) -> None:
    """Waits for other edits of rules, so that two of them cannot close a circle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"segment rules {workspace_id}"])


def try_lock_members(workspace_id: UUID) -> bool:
    """Keeps other refreshers out of the workspace; False when one is at work.

    Without it two refreshers could look at one contact before and after a change, and write in the other order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"segment members {workspace_id}"])
        row = cursor.fetchone()
    return bool(row[0])
