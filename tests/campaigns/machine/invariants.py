"""The invariants of DESIGN §8 for the state machine: those of the chaos tests, and what only it can ask."""

from collections.abc import Collection

from django.db import connection

from campaigns.engine import counters
from campaigns.engine.waking.arming import holding
from campaigns.models import CallState, Campaign, FlowVersion, Step, WebhookCall
from campaigns.nodes import registry
from messaging.counters import jobs as message_counters
from messaging.models import Message
from messaging.reasons import WORDS as MESSAGE_REASONS
from tests.campaigns.machine.caller import ScriptedCaller
from tests.campaigns.machine.provider import ScriptedProvider
from tests.chaos.invariants import QUERIES
from workspaces.clock import database_now
from workspaces.models import Workspace

# A run says how many came in, those who were erased since among them.
RUNS = "10: runs count their executions"
AUDIENCE = "3: nobody of the audience was left out"
RELEASED = "3: a message that released its execution was settled, and the execution is not beside it any more"
# Those who were moved to another version have lines from before; the journal is followed instead (journal.py).
PINNED = {"11: an execution runs its pinned version", "11: pins stay"}
# An operator may take up a way again beside which there is another by now.
ONE_AT_A_TIME = "re-entry: one at a time"
_REENTRY = {
    "re-entry: once": """
        SELECT e.contact_id, count(*) FROM campaigns_execution e JOIN campaigns_campaign c ON c.id = e.campaign_id
        WHERE c.id = %(campaign)s
          AND (c.settings ->> 'reentry' = 'once' OR (c.settings ->> 'reentry' IS NULL AND e.run_id IS NULL))
        GROUP BY 1 HAVING count(*) > 1
    """,
    ONE_AT_A_TIME: """
        SELECT e.id, later.id FROM campaigns_execution e
        JOIN campaigns_campaign c ON c.id = e.campaign_id AND c.settings ->> 'reentry' = 'once_at_a_time'
        JOIN campaigns_execution later
            ON (later.campaign_id, later.contact_id) = (e.campaign_id, e.contact_id) AND later.id > e.id
        WHERE c.id = %(campaign)s AND (e.finished_at IS NULL OR e.finished_at > later.created_at)
    """,
    "re-entry: after a while": """
        SELECT e.id, later.id FROM campaigns_execution e
        JOIN campaigns_campaign c ON c.id = e.campaign_id AND c.settings -> 'reentry' ? 'after'
        JOIN campaigns_execution later
            ON (later.campaign_id, later.contact_id) = (e.campaign_id, e.contact_id) AND later.id > e.id
        WHERE c.id = %(campaign)s
          AND later.created_at - e.created_at
              < make_interval(hours => (c.settings #>> '{reentry,after,value}')::integer)
    """,
}
_MORE = {
    **_REENTRY,
    "1: once per event and trigger": """
        SELECT node, source, source_id, count(*) FROM campaigns_triggerdecision WHERE campaign_id = %(campaign)s
        GROUP BY 1, 2, 3 HAVING count(*) > 1
    """,
    "11: only a move changes an execution's version, and nothing a message's": """
        SELECT h.kind, h.id, count(*) FROM chaos_history h
        LEFT JOIN campaigns_execution e ON e.id = h.id AND h.kind = 'execution'
        WHERE h.repinned AND (h.kind = 'message' OR e.campaign_id = %(campaign)s)
        GROUP BY 1, 2
        HAVING h.kind = 'message' OR count(*) <> (
            SELECT count(*) FROM campaigns_step s WHERE s.execution_id = h.id AND s.reason = 'version_moved')
    """,
    "3: who was woken is due": """
        SELECT e.id, e.signal, e.due_at FROM campaigns_execution e
        WHERE e.campaign_id = %(campaign)s AND e.state = 'pending' AND e.signal <> '' AND e.due_at > clock_timestamp()
    """,
    "3: a subscription is of somebody who rests there": """
        SELECT s.execution_id, s.node, e.state, e.node
        FROM campaigns_waitsubscription s LEFT JOIN campaigns_execution e ON e.id = s.execution_id
        WHERE s.campaign_id = %(campaign)s
          AND (e.state, e.node, e.version_id) IS DISTINCT FROM ('pending', s.node, s.version_id)
    """,
}
_CLAIMABLE = """
SELECT 'execution', e.id, e.node, e.visit, e.due_at FROM campaigns_execution e
WHERE e.campaign_id = %(campaign)s AND e.state = 'pending' AND e.due_at <= clock_timestamp()
UNION ALL
SELECT 'message', m.id, m.node, m.visit, m.settled_at FROM messaging_message m
WHERE m.stream_id = %(campaign)s AND m.state IN ('accepted', 'rejected', 'skipped') AND m.released_at IS NULL
UNION ALL
SELECT 'call', w.id, w.node, w.visit, w.settled_at FROM campaigns_webhookcall w
WHERE w.campaign_id = %(campaign)s AND w.settled_at IS NOT NULL AND w.released_at IS NULL
UNION ALL
SELECT 'call', w.id, w.node, w.visit, w.due_at FROM campaigns_webhookcall w
WHERE w.campaign_id = %(campaign)s AND w.state = 'pending' AND w.due_at <= clock_timestamp()
"""
# What the engine and operators say, whatever the node.
_ANYWHERE = {
    "", "node_error", "campaign_cancelled", "execution_cancelled", "execution_moved", "execution_retried", "exit_rule",
    "goal_reached", "loop_limit", "node_removed", "version_moved", "wait_skipped",
}  # fmt: skip
FAULTS = "the program was at fault"
_FAULTS = """
SELECT 'hold', kind, reason FROM campaigns_campaignhold WHERE campaign_id = %(campaign)s AND kind = 'ERROR'
UNION ALL
SELECT 'step', s.node, s.reason || ' ' || COALESCE(s.detail::text, '')
FROM campaigns_step s JOIN campaigns_execution e ON e.id = s.execution_id
WHERE e.campaign_id = %(campaign)s AND s.reason IN ('node_error', 'node_missing', 'version_unreadable')
"""
_MOVED = """
SELECT (SELECT COALESCE(sum(attempt), 0) FROM campaigns_webhookcall WHERE campaign_id = %(campaign)s)
    + (SELECT count(*) FROM campaigns_step s JOIN campaigns_execution e ON e.id = s.execution_id
       WHERE e.campaign_id = %(campaign)s)
    + (SELECT count(*) FROM chaos_history h
       WHERE h.kind = 'message' AND h.new_state = 'sending' AND h.old_state = 'queued'
         AND h.id IN (SELECT id FROM messaging_message WHERE stream_id = %(campaign)s))
"""
# Of a filter only the engine can say whom it lets pass.
_SLEPT_THROUGH = """
SELECT s.execution_id, s.event, ev.id
FROM campaigns_waitsubscription s
JOIN campaigns_execution e ON e.id = s.execution_id
JOIN campaigns_flowversion v ON v.id = s.version_id
JOIN contacts_event ev
    ON (ev.contact_id, ev.name) = (s.contact_id, s.event) AND ev.created_at BETWEEN s.since AND e.due_at
WHERE s.campaign_id = %(campaign)s AND s.kind = 'event'
  AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(v.document -> 'nodes') n
      WHERE n ->> 'id' = s.node AND jsonb_typeof(n #> '{config,filter}') = 'object')
"""
_LOOKED_AT = """
SELECT s.execution_id FROM campaigns_waitsubscription s
WHERE s.campaign_id = %(campaign)s AND s.kind = 'rule' AND s.armed_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM contacts_contactchange x WHERE x.contact_id = s.contact_id)
"""
_FORGIVE = "DELETE FROM chaos_history WHERE kind = %(kind)s AND old_state = %(old)s AND new_state = %(new)s"
_OPEN = """
SELECT e.id, e.state, e.node, e.due_at, m.state, m.reason, m.not_before, m.lease_expires_at, w.state, w.due_at
FROM campaigns_execution e
LEFT JOIN messaging_message m ON (m.execution_id, m.node, m.visit) = (e.id, e.node, e.visit)
LEFT JOIN campaigns_webhookcall w ON (w.execution_id, w.node, w.visit) = (e.id, e.node, e.visit)
WHERE e.campaign_id = %(campaign)s AND e.finished_at IS NULL
"""


def check_rows(campaign: Campaign, but: Collection[str] = ()) -> None:
    """Nobody offends in the database."""
    for name, query in {**QUERIES, **_MORE}.items():
        if name not in but:
            offenders = _ask(query, campaign)
            assert offenders == [], f"{name}: {len(offenders)} offenders such as {offenders[:5]}"
    faults = _ask(_FAULTS, campaign) if FAULTS not in but else []
    assert faults == [], f"{FAULTS}: {faults[:5]}"


def check_provider(provider: ScriptedProvider, workspace: Workspace, resent: Collection[str]) -> None:
    """What the provider took and what the outbox says agree (2 and 4)."""
    twice = [key for key, times in provider.taken.items() if times > 1 and key not in resent]
    assert twice == [], "2: a message was taken twice"
    found = Message.objects.in_workspace(workspace).exclude(reason="marked_sent")
    claimed = {message.public_id for message in found if message.state == "accepted"}
    assert claimed - set(provider.taken) == set(), "4: accepted, but the provider hasn't it"
    lost = [
        each.public_id for each in found if each.state in ("rejected", "skipped") and each.public_id in provider.taken
    ]
    assert [key for key in lost if key not in resent] == [], "the provider has what is said not to have been sent"


def check_counters(campaign: Campaign) -> None:
    """What `manage.py recount_counters` would find."""
    found = [*counters.recount(campaign.pk), *message_counters.recount(campaign.pk)]
    assert found == [], f"10: the recount differs: {found[:5]}"


def check_calls(caller: ScriptedCaller, workspace: Workspace) -> None:
    """4, for calls: what is said to have succeeded was answered well."""
    done = WebhookCall.objects.in_workspace(workspace).filter(state=CallState.SUCCEEDED)
    assert {call.public_id for call in done} - caller.answered == set(), "4: succeeded, but nobody answered"


def check_reasons(campaign: Campaign) -> None:
    """Every reason in the journal is one that its node's type (in any version) declares, or may stand anywhere."""
    declared: dict[str, set[str]] = {}
    for version in FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk):
        for node in version.document["nodes"]:
            more = MESSAGE_REASONS if node["type"] == "send" else ()
            declared.setdefault(node["id"], {*_ANYWHERE}).update(registry.get(node["type"]).reasons, more)
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(execution__campaign_id=campaign.pk)
    for node, reason in steps.values_list("node", "reason").distinct():
        assert reason in declared[node], f"node {node} gave the reason {reason!r}, which its type doesn't declare"


def moved(campaign: Campaign) -> int:
    """How often something of the campaign was claimed, and lines of its journal."""
    return int(_ask(_MOVED, campaign)[0][0])


def check_waits(campaign: Campaign) -> None:
    """Nobody waits for what has happened. To be asked when every stage has run."""
    slept = _ask(_SLEPT_THROUGH, campaign)
    assert slept == [], f"3: they wait for an event that came: {slept[:5]}"
    asked = [int(str(row[0])) for row in _ask(_LOOKED_AT, campaign)]
    with connection.cursor() as cursor:
        held = holding(asked, database_now(), cursor)
    assert held == [], f"3: they wait for a rule that holds: {held[:5]}"


def unfinished(campaign: Campaign) -> list[tuple[object, ...]]:
    """Executions that are still on their way, and the messages they rest beside."""
    return _ask(_OPEN, campaign)


def claimable(campaign: Campaign) -> set[tuple[object, ...]]:
    """Whatever of the campaign some stage is to take up now, as it stands."""
    return set(_ask(_CLAIMABLE, campaign))


def forgive(kind: str, old: str, new: str) -> int:
    """An operator may do this, and just did; nobody else may. How often it was done."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGIVE, {"kind": kind, "old": old, "new": new})
        return int(cursor.rowcount)


def _ask(query: str, campaign: Campaign) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"campaign": campaign.pk})
        return cursor.fetchall()
