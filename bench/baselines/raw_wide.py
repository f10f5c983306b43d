"""The raw limit of the flow of twelve node types: the same rows written by bare statements, a batch a transaction.

No flow, no rules, no decisions, no look at what stands there already: journal lines are built before the clock starts,
and every contact is written once for each node that writes, as a contact must be when the next node may ask for it.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from bench.wide_flow import LATER, Parts
from templates_app.models import TemplateVersion
from workspaces.sharding import SHARDS

BATCH = 5_000

_CLAIM = """
SELECT id, contact_id::text FROM campaigns_execution
WHERE campaign_id = %(campaign)s AND shard = %(shard)s AND state = 'pending'
  AND due_at <= now() + make_interval(days => %(days)s)
ORDER BY due_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""
_CLAIM_SETTLED = """
SELECT e.id, m.id FROM messaging_message m JOIN campaigns_execution e ON e.id = m.execution_id
WHERE m.stream_id = %(campaign)s AND m.settled_at <= now() AND m.released_at IS NULL
ORDER BY m.settled_at LIMIT %(limit)s FOR NO KEY UPDATE OF m, e SKIP LOCKED
"""
_QUEUE = "INSERT INTO contacts_contactchange (workspace_id, contact_id) SELECT %(workspace)s, id FROM changed"
_CONTACTS = """
WITH changed AS (
    UPDATE contacts_contact SET <change>, changed_at = now() WHERE id = ANY (%(contacts)s::uuid[]) RETURNING id
) """
_MEMBERS = """
WITH changed AS (<change> RETURNING contact_id AS id), noted AS (
    INSERT INTO contacts_segmenttransition (workspace_id, segment_id, contact_id, kind, at)
    SELECT %(workspace)s, <segment>, id, <kind>, now() FROM changed
) """
_JOIN = """
INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at)
SELECT %(workspace)s, %(joined)s, unnest(%(contacts)s::uuid[]), now()"""
_LEAVE = (
    "DELETE FROM contacts_segmentmembership WHERE segment_id = %(left)s AND contact_id = ANY (%(contacts)s::uuid[])"
)


def _writes(change: str) -> str:
    return _CONTACTS.replace("<change>", change) + _QUEUE


def _moves(change: str, segment: str, kind: str) -> str:
    return _MEMBERS.replace("<change>", change).replace("<segment>", segment).replace("<kind>", kind) + _QUEUE


_EFFECTS = (
    _writes("tags = tags || '{started}'"),
    _writes("""attributes = attributes || '{"stage": "onboarding"}'"""),
    _writes("score = score + 5"),
    _moves(_JOIN, "%(joined)s", "'entered'"),
    _moves(_LEAVE, "%(left)s", "'left'"),
)
_OUTBOX = """
INSERT INTO messaging_message (
    workspace_id, stream_id, contact_id, execution_id, node, visit, channel, message_type, template_version_id,
    sender_id, not_before, created_at, leg)
SELECT %(workspace)s, %(campaign)s, contact, execution, 'mail', 1, 'email', 'marketing', %(template)s, %(sender)s,
       now(), now(), 0
FROM unnest(%(contacts)s::uuid[], %(executions)s::bigint[]) AS given (contact, execution)
"""
_PARK = """
UPDATE campaigns_execution SET node = 'mail', state = 'processing', arrived_at = now(), due_at = NULL
WHERE id = ANY (%(executions)s::bigint[])
"""
_REST = """
UPDATE campaigns_execution
SET node = 'rest', state = 'pending', arrived_at = now(), due_at = now() + interval '7 days'
WHERE id = ANY (%(executions)s::bigint[])
"""
_RELEASE = "UPDATE messaging_message SET released_at = now() WHERE id = ANY (%(messages)s::bigint[])"
_END = """
UPDATE campaigns_execution
SET node = 'end', state = 'completed', arrived_at = now(), due_at = NULL, finished_at = now()
WHERE id = ANY (%(executions)s::bigint[])
"""
_JOURNAL = "COPY campaigns_step (workspace_id, execution_id, node, outcome, port, reason, created_at) FROM STDIN"
_LINES: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        ("start", "passed", "next"), ("pro", "passed", "yes"), ("plans", "passed", "free"), ("test", "passed", "A"),
        ("tagged", "passed", "next"), ("field", "passed", "next"), ("score", "passed", "next"),
        ("in", "passed", "next"), ("out", "passed", "next"), ("mail", "parked", ""),
    ),
    (("mail", "passed", "next"), ("rest", "waiting", "")),
    (("rest", "passed", "next"), ("end", "completed", "")),
)  # fmt: skip
Step = Callable[[CursorWrapper], int]


class Limit:
    """One campaign's executions; `first`, `second` and `third` bring all of them to send, to rest, and to the end."""

    def __init__(self, parts: Parts, campaign_id: UUID) -> None:
        version = TemplateVersion.objects.in_workspace(parts.workspace).get(template=parts.template)
        self._params: dict[str, Any] = {
            "workspace": parts.workspace.pk,
            "campaign": campaign_id,
            "joined": parts.joined.pk,
            "left": parts.left.pk,
            "template": version.pk,
            "sender": parts.sender.pk,
            "limit": BATCH,
        }
        self._lines = [self._prepared(lines) for lines in _LINES]

    def first(self) -> None:
        """From the trigger to the send."""
        for shard in range(SHARDS):
            _drain(lambda cursor, shard=shard: self._begin(cursor, shard))  # type: ignore[misc]

    def second(self) -> None:
        """From the send, whose messages are settled, to the wait."""
        _drain(self._go_on)

    def third(self) -> None:
        """From the wait to the end."""
        for shard in range(SHARDS):
            _drain(lambda cursor, shard=shard: self._end(cursor, shard))  # type: ignore[misc]

    def _begin(self, cursor: CursorWrapper, shard: int) -> int:
        cursor.execute(_CLAIM, {**self._params, "shard": shard, "days": 0})
        rows = cursor.fetchall()
        if rows:
            ids = [row[0] for row in rows]
            params = {**self._params, "executions": _array(ids), "contacts": _array([row[1] for row in rows])}
            for statement in (*_EFFECTS, _OUTBOX, _PARK):
                cursor.execute(statement, params)
            self._journal(cursor, 0, ids)
        return len(rows)

    def _go_on(self, cursor: CursorWrapper) -> int:
        cursor.execute(_CLAIM_SETTLED, self._params)
        rows = cursor.fetchall()
        if rows:
            ids = [row[0] for row in rows]
            params = {"executions": _array(ids), "messages": _array([row[1] for row in rows])}
            for statement in (_REST, _RELEASE):
                cursor.execute(statement, params)
            self._journal(cursor, 1, ids)
        return len(rows)

    def _end(self, cursor: CursorWrapper, shard: int) -> int:
        cursor.execute(_CLAIM, {**self._params, "shard": shard, "days": LATER.days})
        ids = [row[0] for row in cursor.fetchall()]
        if ids:
            cursor.execute(_END, {"executions": _array(ids)})
            self._journal(cursor, 2, ids)
        return len(ids)

    def _journal(self, cursor: CursorWrapper, part: int, ids: Sequence[int]) -> None:
        lines = self._lines[part]
        with cursor.cursor.copy(_JOURNAL) as copy:
            copy.write(b"".join([lines[pk] for pk in ids]))

    def _prepared(self, lines: Sequence[tuple[str, str, str]]) -> dict[int, bytes]:
        tail = [f"\t{node}\t{outcome}\t{port}\t\t2026-01-01 00:00:00+00\n" for node, outcome, port in lines]
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM campaigns_execution WHERE campaign_id = %(campaign)s", self._params)
            head = f"{self._params['workspace']}\t"
            return {row[0]: "".join(f"{head}{row[0]}{end}" for end in tail).encode() for row in cursor.fetchall()}


def _drain(step: Step) -> None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            if not step(cursor):
                return


def _array(values: Sequence[object]) -> str:
    return f"{{{','.join(map(str, values))}}}"
