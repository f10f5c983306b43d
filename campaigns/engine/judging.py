"""Asking a rule about a whole batch: who matches it, and the values that it looked at. One statement each."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.nodes.base import Batch
from campaigns.nodes.judgement import Judgement
from contacts import rules
from contacts.arrays import uuid_array

_EXECUTION, _CONTEXT = "b.execution_id", "b.context"

# The batch's rows (from 1) and their contacts, by primary key.
_CONTACTS = """
FROM unnest(%(contacts)s::uuid[]) WITH ORDINALITY AS b (contact_id, row)
JOIN contacts_contact c ON c.id = b.contact_id
"""
# The same for rules that ask for the execution's own messages.
_EXECUTIONS = """
FROM unnest(%(contacts)s::uuid[], %(executions)s::bigint[]) WITH ORDINALITY AS b (contact_id, execution_id, row)
JOIN contacts_contact c ON c.id = b.contact_id
"""
# The same for rules that look at what set the executions off; few contexts differ within a batch.
_CONTEXTS = """
FROM (
    SELECT rows.contact_id, rows.execution_id, rows.row, given.context
    FROM unnest(%(contacts)s::uuid[], %(executions)s::bigint[], %(context_of)s::integer[])
        WITH ORDINALITY AS rows (contact_id, execution_id, context, row)
    JOIN unnest(%(contexts)s::jsonb[]) WITH ORDINALITY AS given (context, number) ON given.number = rows.context
) b
JOIN contacts_contact c ON c.id = b.contact_id
"""
# Rows that saw the same come back as one: most rules look at values of which there are few.
_SEEN = """
CROSS JOIN LATERAL (SELECT ({predicate}) IS TRUE AS met, ({values})::text AS seen OFFSET 0) verdict
GROUP BY verdict.met, verdict.seen
"""


def matching(batch: Batch[Any], rule: Mapping[str, object], workspace_id: UUID, now: datetime) -> list[int]:
    """The rows whose contact matches the rule."""
    predicate = rules.compile(rules.parse(rule), workspace_id, now, context=_context(batch))
    rows, params = _source(batch, predicate.sql)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT b.row {rows} WHERE {predicate.sql}", predicate.params | params)
        return [row - 1 for (row,) in cursor.fetchall()]


def judge(batch: Batch[Any], rule: Mapping[str, object], workspace_id: UUID, now: datetime) -> Judgement:
    """Who matches the rule, and what it looked at in each row."""
    tree = rules.parse(rule)
    predicate = rules.compile(tree, workspace_id, now, context=_context(batch))
    values = rules.compile_values(tree, workspace_id, now, context=_context(batch))
    rows, params = _source(batch, predicate.sql + values.sql)
    verdict = _SEEN.replace("{predicate}", predicate.sql).replace("{values}", values.sql)
    statement = f"SELECT verdict.met, verdict.seen, string_agg(b.row::text, ',') {rows} {verdict}"
    matched: list[int] = []
    seen: list[str | None] = [None] * len(batch)
    with connection.cursor() as cursor:
        cursor.execute(statement, predicate.params | values.params | params)
        for met, text, numbers in cursor.fetchall():
            places = [int(number) - 1 for number in numbers.split(",")]
            if met:
                matched += places
            for place in places:
                seen[place] = text
    return Judgement(sorted(matched), seen)


def _context(batch: Batch[Any]) -> rules.RuleContext:
    return rules.RuleContext(batch.campaign.campaign_id, _EXECUTION, _CONTEXT)


def _source(batch: Batch[Any], sql: str) -> tuple[str, dict[str, Any]]:
    """Where the batch's rows come from in SQL, with no more of their columns than the rule asks for."""
    # Arrays as text literals: psycopg would adapt each of the thousands of values by itself.
    params: dict[str, Any] = {"contacts": uuid_array(batch.contact_ids)}
    if _CONTEXT in sql:
        return _CONTEXTS, params | _executions(batch) | _contexts(batch.contexts)
    if _EXECUTION in sql:
        return _EXECUTIONS, params | _executions(batch)
    return _CONTACTS, params


def _executions(batch: Batch[Any]) -> dict[str, Any]:
    return {"executions": f"{{{','.join(map(str, batch.execution_ids))}}}"}


def _contexts(contexts: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """The batch's different contexts, and which of them (from 1) is each row's."""
    numbers: dict[int, int] = {}
    texts: list[str] = []
    for context in contexts:
        if id(context) not in numbers:
            texts.append(json.dumps(context))
            numbers[id(context)] = len(texts)
    places = ",".join(str(numbers[id(context)]) for context in contexts)
    return {"contexts": texts, "context_of": f"{{{places}}}"}
