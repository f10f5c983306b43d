"""A flow of twelve node types, most of which write: against the usual design, and against bare statements."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection

from bench.baselines import naive, naive_wide, raw_wide
from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched
from bench.harness import REPEATS, Row, pairs, rate_row
from bench.wide_flow import LATER, Parts, make_parts, wide_flow
from campaigns.engine import stage, triggers
from campaigns.models import Campaign, Execution
from workspaces.clock import database_now

CONTACTS = 20_000
NAIVE_CONTACTS = 50
NODES = 12
_TABLES = (
    "campaigns_execution", "campaigns_step", "contacts_contact", "contacts_contactchange",
    "contacts_segmentmembership", "contacts_segmenttransition", "messaging_message",
)  # fmt: skip


def measure() -> Sequence[Row]:
    """Both ratios for the same flow; a step is one contact going through one node, whatever lines that leaves."""
    parts = _parts("wide", CONTACTS)
    ours, raw = pairs(lambda: _ours(_enrolled(parts)), lambda: _raw(parts, _enrolled(parts)))
    few = _parts("widenaive", NAIVE_CONTACTS)
    campaigns = [_enrolled(few) for _ in range(REPEATS)]
    with naive.worker():
        slow = [_naive(few, campaign) for campaign in campaigns]
    name = "twelve node types"
    return [
        rate_row(f"{name} vs one Celery task per contact per node", "node steps/s", ours, slow, floor=100),
        rate_row(f"{name} vs the raw SQL limit", "node steps/s", ours, raw, floor=0.4),
    ]


def _parts(slug: str, contacts: int) -> Parts:
    parts = make_parts(slug)
    insert_contacts(parts.workspace.pk, contacts)
    return parts


def _enrolled(parts: Parts) -> Campaign:
    """A campaign whose contacts have entered; tags, attributes, scores and segments are as before the first one."""
    _rewind(parts)
    campaign = launched(parts.workspace, "Wide", wide_flow(parts))
    while triggers.run(database_now()).more:
        pass
    analyze(*_TABLES)
    return campaign


def _rewind(parts: Parts) -> None:
    params = {"workspace": parts.workspace.pk, "left": parts.left.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contacts_contact SET tags = '{}', score = 0, attributes = attributes - 'stage' "
            "WHERE workspace_id = %(workspace)s",
            params,
        )
        cursor.execute("TRUNCATE contacts_contactchange, contacts_segmenttransition, contacts_segmentmembership")
        cursor.execute(
            "INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at) "
            "SELECT workspace_id, %(left)s, id, now() FROM contacts_contact WHERE workspace_id = %(workspace)s",
            params,
        )


def _ours(campaign: Campaign) -> float:
    def passes(now: datetime | None = None) -> None:
        while stage.run(now or database_now()).more:
            pass

    elapsed = _timed(passes)
    accept(campaign)
    elapsed += _timed(passes)
    later = database_now() + LATER
    elapsed += _timed(lambda: passes(later))
    return _finished(campaign) * NODES / elapsed


def _raw(parts: Parts, campaign: Campaign) -> float:
    limit = raw_wide.Limit(parts, campaign.pk)
    elapsed = _timed(limit.first)
    accept(campaign)
    elapsed += _timed(limit.second) + _timed(limit.third)
    return _finished(campaign) * NODES / elapsed


def _naive(parts: Parts, campaign: Campaign) -> float:
    _rewind(parts)
    naive_wide.install(parts, campaign)
    executions = Execution.objects.across_workspaces().filter(campaign=campaign)
    rate = naive.steps_per_second(list(executions.values_list("pk", flat=True)))
    _finished(campaign)
    return rate


def accept(campaign: Campaign) -> None:
    """What delivery would do; not part of what is measured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_message SET state = 'accepted', settled_at = clock_timestamp() WHERE stream_id = %s",
            [campaign.pk],
        )
    analyze("messaging_message")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _finished(campaign: Campaign) -> int:
    """The campaign's executions, which must all have come to the end, each with its message and its tag."""
    params = {"id": campaign.pk, "workspace": campaign.workspace_id}
    executions, completed, messages, tagged = (
        scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s", params),
        scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s AND state = 'completed'", params),
        scalar("SELECT count(*) FROM messaging_message WHERE stream_id = %(id)s", params),
        scalar(
            "SELECT count(*) FROM contacts_contact WHERE workspace_id = %(workspace)s AND tags = '{started}' "
            "AND score = 5 AND attributes ->> 'stage' = 'onboarding'",
            params,
        ),
    )
    assert executions == completed == messages == tagged > 0, (executions, completed, messages, tagged)
    return int(executions)
