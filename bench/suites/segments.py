"""Keeping 200 segments of 1,000,000 contacts true after 10,000 of them changed, against building all of them."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, make_index, scalar, without_indexes
from bench.fixtures import ACTOR, make_workspace
from bench.harness import Row, limit_row
from contacts.models import AttributeDefinition, AttributeKind, Segment
from contacts.segments import refresh
from contacts.selectors import segment_estimate
from contacts.services import segment_create
from workspaces.clock import database_now
from workspaces.models import Workspace

CONTACTS, CHANGED, SEGMENTS = 1_000_000, 10_000, 200
REPEATS = 3
FLOOR = 20.0
BATCH = 5_000
ESTIMATE_MS = 1_000.0

_FILL = """
INSERT INTO contacts_contact (
    id, workspace_id, email, first_name, last_name, timezone, attributes, tags, score, created_at, changed_at
)
SELECT uuidv7(), %(workspace)s, 'person' || n || '@example.com', 'First' || n, 'Last' || n, 'Europe/Vienna',
       jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + n %% 3], 'city', 'city ' || n %% 1000,
                          'spent', n * 7919 %% 10000),
       CASE WHEN n %% 10 = 0 THEN ARRAY['tag ' || n / 10 %% 500] ELSE '{}' END, n * 31 %% 1000, now(), now()
FROM generate_series(1::bigint, %(count)s) AS n
"""
# As people's scores, cities and tags change: every hundredth contact, and other ones each time.
_CHANGE = """
WITH numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts_contact WHERE workspace_id = %(workspace)s
), changed AS (
    UPDATE contacts_contact c
    SET score = (c.score + 333) %% 1000, tags = ARRAY['tag ' || numbered.n %% 500],
        attributes = c.attributes || jsonb_build_object('city', 'city ' || numbered.n / 7 %% 1000)
    FROM numbered
    WHERE c.id = numbered.id AND numbered.n %% %(every)s = %(turn)s
    RETURNING c.id
)
INSERT INTO contacts_contactchange (workspace_id, contact_id) SELECT %(workspace)s, id FROM changed
"""


def measure() -> Sequence[Row]:
    """Both ways go through the stage as a worker runs it, until nothing is left."""
    workspace = _workspace()
    full = _build_all(workspace)
    analyze("contacts_segmentmembership", "contacts_segmenttransition", "contacts_contact")
    incremental = sorted(_follow(workspace, turn) for turn in range(REPEATS))[REPEATS // 2]
    name = "200 segments after 10,000 of 1,000,000 contacts changed vs building them"
    return [
        Row(name, incremental, "s", full, full / incremental, FLOOR),
        limit_row("estimate of a rule that takes long, 1,000,000 contacts", "ms", _estimates(workspace), ESTIMATE_MS),
    ]


def _estimates(workspace: Workspace) -> list[float]:
    """No index answers the rule, so that all ways of counting are gone through."""
    leaves = [_attribute("spent", ">", 9_000), _attribute("first_name", "contains", "99")]
    times = []
    for _ in range(REPEATS + 2):
        started = time.perf_counter()
        rule = {"condition": "AND", "rules": leaves}
        estimate = segment_estimate(workspace=workspace, rule=rule, now=database_now())
        times.append((time.perf_counter() - started) * 1_000)
        assert 0 < estimate.matching < CONTACTS
    return times


def _workspace() -> Workspace:
    workspace = make_workspace("segments")
    for key, kind in (("city", AttributeKind.TEXT), ("spent", AttributeKind.NUMBER)):
        AttributeDefinition.objects.create(workspace=workspace, key=key, kind=kind)
    indexes = without_indexes("contacts_contact")
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"workspace": workspace.pk, "count": CONTACTS})
    for name, definition in indexes.items():
        make_index(name, "contacts_contact", definition)
    analyze("contacts_contact")
    inner: Segment | None = None
    for number in range(SEGMENTS):
        rule = {"condition": "AND", "rules": _leaves(number, inner)}
        segment = segment_create(workspace=workspace, name=f"Segment {number}", rule=rule, actor=ACTOR)
        # Every twentieth leads to the one before: ten levels.
        inner = segment if number % 20 == 0 else inner
    return workspace


def _leaves(number: int, inner: Segment | None) -> list[dict[str, Any]]:
    """Rules of five kinds; each takes some hundreds or thousands of contacts."""
    cities = [f"city {number}", f"city {number + 1}"]
    if number % 20 == 0 and inner is not None:
        return [
            {"type": "segment", "operator": "not_in", "value": inner.public_id},
            {"type": "tag", "operator": "has", "value": f"tag {number}"},
        ]
    match number % 5:
        case 0:
            return [{"type": "tag", "operator": "has", "value": f"tag {number}"}]
        case 1:
            return [_attribute("city", "equals", cities[0])]
        case 2:
            score = {"type": "score", "operator": "between", "value": [4 * number, 4 * number + 8]}
            return [_attribute("plan", "equals", "pro"), score]
        case 3:
            return [_attribute("spent", ">=", 9_990 - number / 10), _attribute("plan", "in", ["free", "team"])]
    return [_attribute("city", "in", cities), _attribute("first_name", "starts_with", "first1")]


def _attribute(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"type": "attribute", "field": field, "operator": operator, "value": value}


def _build_all(workspace: Workspace) -> float:
    segments = Segment.objects.in_workspace(workspace)
    assert segments.filter(rebuild_needed=True).count() == SEGMENTS
    elapsed = _run()
    assert not segments.filter(rebuild_needed=True).exists()
    return elapsed


def _follow(workspace: Workspace, turn: int) -> float:
    before = scalar("SELECT count(*) FROM contacts_segmenttransition")
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, {"workspace": workspace.pk, "every": CONTACTS // CHANGED, "turn": turn})
    assert scalar("SELECT count(*) FROM contacts_contactchange") == CHANGED
    elapsed = _run()
    assert scalar("SELECT count(*) FROM contacts_contactchange") == 0
    assert scalar("SELECT count(*) FROM contacts_segmenttransition") > before
    return elapsed


def _run() -> float:
    started = time.perf_counter()
    while refresh.run(database_now(), BATCH).more:
        pass
    return time.perf_counter() - started
