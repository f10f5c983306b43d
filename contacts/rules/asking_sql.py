"""Asking PostgreSQL what a rule's conditions say of one contact, for contacts whose history is too long to load.

The same compiled conditions as for sets of contacts; tests hold the answers in memory against these.
"""

import json
from typing import Any

from django.db import connection

from contacts.rules import registry
from contacts.rules.builder import Builder
from contacts.rules.facts import Asked
from contacts.rules.tree import Rule


def found_by_sql(rule: Rule, asked: Asked) -> list[tuple[bool, Any]] | None:
    """What each condition says and saw, in one query; None where the workspace has no such contact."""
    leaves = list(rule.leaves())
    builder = Builder(asked.workspace_id, asked.now, asked.context)
    found = ", ".join(f"({registry.type_of(leaf).compile(leaf, builder)}) IS TRUE" for leaf in leaves)
    actual = ", ".join(f"({registry.type_of(leaf).actual(leaf, builder)})" for leaf in leaves)
    # Only placeholders and the condition types' own words are put in.
    statement = (
        f"SELECT ARRAY[{found}], array_to_json(ARRAY[{actual}]::jsonb[])::text FROM contacts_contact c"  # noqa: S608  # nosec B608
        " CROSS JOIN (SELECT %(execution)s::bigint AS execution_id, %(trigger)s::jsonb AS context) b"
        " WHERE c.id = %(contact)s AND c.workspace_id = %(workspace)s"
    )
    params = {**builder.params, "execution": asked.execution_id, "trigger": json.dumps(asked.trigger)}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**params, "contact": asked.contact_id, "workspace": asked.workspace_id})
        row = cursor.fetchone()
    return None if row is None else list(zip(row[0], json.loads(row[1]), strict=True))
