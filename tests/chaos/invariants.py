"""What must always hold (DESIGN §8), asked of the database in SQL and of the mail server's record.

Each query finds offenders; none may find any, at any moment, whatever was killed. Numbers are those of DESIGN §8; 5 (no
claim after a pause) and 9 by time zones have tests of their own, and 15 is what all tests of this folder are about.
"""

from collections import Counter
from typing import Any

from django.db import connection

from campaigns.models import Campaign
from messaging.models import Message
from tests.chaos.scene import Office

QUERIES = {
    "1: one message per execution, node and visit": """
        SELECT execution_id, node, visit, count(*) FROM messaging_message WHERE stream_id = %(campaign)s
        GROUP BY execution_id, node, visit HAVING count(*) > 1
    """,
    "1: as many messages and calls as the journal says that executions were parked": """
        SELECT e.id, s.node, s.parked, m.messages
        FROM campaigns_execution e
        JOIN LATERAL (
            SELECT node, count(*) AS parked FROM campaigns_step
            WHERE execution_id = e.id AND outcome = 'parked' GROUP BY node
        ) s ON true
        JOIN LATERAL (
            SELECT (SELECT count(*) FROM messaging_message WHERE execution_id = e.id AND node = s.node)
                   + (SELECT count(*) FROM campaigns_webhookcall WHERE execution_id = e.id AND node = s.node)
                   AS messages
        ) m ON true
        WHERE e.campaign_id = %(campaign)s AND s.parked <> m.messages
    """,
    "2: handed to the provider again after it was settled": """
        SELECT h.id, h.old_state FROM chaos_history h
        WHERE h.kind = 'message' AND h.marked AND h.old_state <> 'sending'
    """,
    "3: ended, due, or parked beside a message or call that is yet to release it": """
        SELECT e.id, e.state, e.node
        FROM campaigns_execution e
        WHERE e.campaign_id = %(campaign)s
          AND ((e.state = 'pending' AND e.due_at IS NULL)
               OR (e.state = 'processing' AND NOT EXISTS (
                   SELECT 1 FROM messaging_message m
                   WHERE m.execution_id = e.id AND m.node = e.node AND m.visit = e.visit AND m.released_at IS NULL)
                   AND NOT EXISTS (
                   SELECT 1 FROM campaigns_webhookcall w
                   WHERE w.execution_id = e.id AND w.node = e.node AND w.visit = e.visit AND w.released_at IS NULL)))
    """,
    "3: nobody of the audience was left out": """
        SELECT r.id, c.id
        FROM campaigns_run r
        JOIN contacts_contact c ON c.workspace_id = r.workspace_id
        WHERE r.campaign_id = %(campaign)s AND r.segment_id IS NULL AND r.state <> 'enrolling'
          AND NOT EXISTS (
              SELECT 1 FROM campaigns_execution e
              WHERE e.campaign_id = r.campaign_id AND e.contact_id = c.id AND e.entry = r.entry)
    """,
    "3: a message that released its execution was settled, and the execution is not beside it any more": """
        SELECT m.id, m.state
        FROM messaging_message m
        JOIN campaigns_execution e ON e.id = m.execution_id
        WHERE m.stream_id = %(campaign)s AND m.released_at IS NOT NULL
          AND (m.settled_at IS NULL OR (e.state = 'processing' AND (e.node, e.visit) = (m.node, m.visit)))
    """,
    "3: a call that released its execution was settled, and the execution is not beside it any more": """
        SELECT w.id, w.state
        FROM campaigns_webhookcall w
        JOIN campaigns_execution e ON e.id = w.execution_id
        WHERE w.campaign_id = %(campaign)s AND w.released_at IS NOT NULL
          AND (w.settled_at IS NULL OR (e.state = 'processing' AND (e.node, e.visit) = (w.node, w.visit)))
    """,
    "3: what waits for more than a moment rests where it waits, on the version that says for what": """
        SELECT s.execution_id, s.kind, s.node, e.node, e.state
        FROM campaigns_waitsubscription s
        LEFT JOIN campaigns_execution e ON e.id = s.execution_id
        WHERE s.campaign_id = %(campaign)s
          AND (e.id IS NULL OR e.state <> 'pending' OR e.arrived_at IS NULL OR e.signal <> ''
               OR (e.node, e.version_id, e.campaign_id, e.contact_id)
                  <> (s.node, s.version_id, s.campaign_id, s.contact_id))
    """,
    "3: a signal is for somebody who rests": """
        SELECT e.id, e.signal, e.state
        FROM campaigns_execution e
        WHERE e.campaign_id = %(campaign)s AND e.signal <> ''
          AND (e.state = 'processing' OR (e.state = 'pending' AND e.arrived_at IS NULL))
    """,
    "throttles let no more through in any span of their period": """
        SELECT s.node, s.id, among.passed, g.count
        FROM campaigns_throttlegate g
        JOIN campaigns_execution e ON e.campaign_id = g.campaign_id
        JOIN campaigns_step s
            ON s.execution_id = e.id AND s.node = g.node AND s.outcome = 'passed' AND s.reason = 'had_turn'
        JOIN LATERAL (
            SELECT count(*) AS passed
            FROM campaigns_execution e2
            JOIN campaigns_step s2
                ON s2.execution_id = e2.id AND s2.node = g.node AND s2.outcome = 'passed' AND s2.reason = 'had_turn'
            WHERE e2.campaign_id = g.campaign_id
              AND s2.created_at > s.created_at - make_interval(secs => g.seconds) AND s2.created_at <= s.created_at
        ) among ON true
        WHERE g.campaign_id = %(campaign)s AND among.passed > g.count
          -- A flow that was published again may have let more through before.
          AND (SELECT count(DISTINCT x.version_id) FROM campaigns_execution x WHERE x.campaign_id = g.campaign_id) = 1
    """,
    "6: the ledger adds up to the balance, and what is reserved is what open messages cost": """
        SELECT a.balance, a.reserved, said.paid, said.ledger, said.open, said.captured
        FROM workspaces_balanceaccount a
        JOIN campaigns_campaign c ON c.workspace_id = a.workspace_id
        CROSS JOIN LATERAL (SELECT
            (SELECT sum(amount) FROM workspaces_ledgerentry WHERE workspace_id = a.workspace_id) AS ledger,
            (SELECT sum(amount) FROM workspaces_ledgerentry
             WHERE workspace_id = a.workspace_id AND kind <> 'capture') AS paid,
            (SELECT coalesce(sum(cost), 0) FROM messaging_message
             WHERE workspace_id = a.workspace_id AND state <> 'accepted') AS open,
            (SELECT coalesce(sum(cost), 0) FROM messaging_message
             WHERE workspace_id = a.workspace_id AND state = 'accepted') AS captured
        ) AS said
        WHERE c.id = %(campaign)s
          AND (a.balance <> said.ledger OR a.reserved <> said.open OR a.reserved > a.balance
               OR a.balance <> said.paid - said.captured)
    """,
    "7: a worker reports its own attempt only, and an attempt begins with a claim": """
        SELECT h.id, h.old_state, h.new_state, h.old_attempt, h.new_attempt
        FROM chaos_history h
        WHERE h.kind IN ('message', 'call')
          AND h.new_attempt - h.old_attempt
              <> CASE WHEN h.old_state IN ('queued', 'pending') AND h.new_state = 'sending' THEN 1 ELSE 0 END
    """,
    "7: an outcome comes from an attempt": """
        SELECT h.id, h.old_state, h.new_state FROM chaos_history h
        WHERE h.kind = 'message' AND h.new_state IN ('accepted', 'rejected', 'unknown')
          AND h.old_state NOT IN ('sending', h.new_state)
    """,
    "9: one run per schedule and occurrence": """
        SELECT trigger_node, scheduled_for, count(*) FROM campaigns_run
        WHERE campaign_id = %(campaign)s AND scheduled_for IS NOT NULL
        GROUP BY trigger_node, scheduled_for HAVING count(*) > 1
    """,
    "10: runs count their executions": """
        SELECT r.id, r.enrolled FROM campaigns_run r
        WHERE r.campaign_id = %(campaign)s
          AND r.enrolled <> (SELECT count(*) FROM campaigns_execution e WHERE e.run_id = r.id)
    """,
    "10: counters equal a recount": """
        WITH mine AS (
            SELECT * FROM campaigns_execution WHERE campaign_id = %(campaign)s
        ), recount (run, node, outcome, port, reason, number) AS (
            SELECT run_id, '', 'enrolled', '', '', count(*) FROM mine GROUP BY run_id
            UNION ALL
            SELECT e.run_id, e.node, CASE e.state WHEN 'pending' THEN 'waiting' ELSE 'parked' END, '', '', count(*)
            FROM mine e WHERE e.arrived_at IS NOT NULL AND e.state IN ('pending', 'processing') GROUP BY 1, 2, 3
            UNION ALL
            SELECT e.run_id, e.node, e.state, '', e.reason, count(*)
            FROM mine e WHERE e.finished_at IS NOT NULL GROUP BY 1, 2, 3, 5
            UNION ALL
            SELECT e.run_id, s.node, 'passed', s.port, '', count(*)
            FROM mine e JOIN campaigns_step s ON s.execution_id = e.id
            WHERE s.outcome = 'passed' GROUP BY 1, 2, 4
            UNION ALL
            SELECT NULL, v.node, 'converted', '', '', count(*)
            FROM campaigns_conversion v WHERE v.campaign_id = %(campaign)s GROUP BY 2
            UNION ALL
            SELECT NULL, way ->> 0, 'goal_way', way ->> 1, '', count(*)
            FROM campaigns_conversion v CROSS JOIN LATERAL jsonb_array_elements(v.ways) AS way
            WHERE v.campaign_id = %(campaign)s GROUP BY 2, 4
        ), counted AS (
            SELECT run_id, CASE WHEN outcome <> 'enrolled' THEN node ELSE '' END, outcome, port, reason, sum(delta)
            FROM campaigns_nodecounter
            WHERE campaign_id = %(campaign)s GROUP BY 1, 2, 3, 4, 5 HAVING sum(delta) <> 0
        )
        (SELECT 'recount', * FROM recount EXCEPT SELECT 'recount', * FROM counted)
        UNION ALL
        (SELECT 'counters', * FROM counted EXCEPT SELECT 'counters', * FROM recount)
    """,
    "10: message counters equal a recount": """
        WITH recount (node, metric, reason, number) AS (
            SELECT node, CASE WHEN state = 'sending' THEN 'queued' ELSE state END,
                   CASE WHEN state IN ('rejected', 'skipped') THEN reason ELSE '' END, count(*)
            FROM messaging_message WHERE stream_id = %(campaign)s GROUP BY 1, 2, 3
            UNION ALL
            SELECT m.node, fact.metric, '', count(*)
            FROM messaging_message m
            CROSS JOIN LATERAL (VALUES
                ('delivered', m.delivered_at), ('opened', m.opened_at), ('clicked', m.clicked_at),
                ('replied', m.replied_at), ('bounced', m.bounced_at), ('complained', m.complained_at),
                ('unsubscribed', m.unsubscribed_at),
                ('auto_opened', m.machine_opened_at), ('auto_clicked', m.machine_clicked_at),
                ('dismissed', m.dismissed_at)
            ) AS fact (metric, at)
            WHERE m.stream_id = %(campaign)s AND fact.at IS NOT NULL GROUP BY 1, 2
        ), counted AS (
            SELECT node, metric, reason, sum(delta) FROM messaging_messagecounter
            WHERE stream_id = %(campaign)s GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
        )
        (SELECT 'recount', * FROM recount EXCEPT SELECT 'recount', * FROM counted)
        UNION ALL
        (SELECT 'counters', * FROM counted EXCEPT SELECT 'counters', * FROM recount)
    """,
    "10: timelines and deltas that are yet to be folded add up to the counters": """
        WITH told AS (
            SELECT node, outcome, port, number FROM campaigns_nodetimeline WHERE campaign_id = %(campaign)s
            UNION ALL
            SELECT node, outcome, port, delta FROM campaigns_nodecounter
            WHERE campaign_id = %(campaign)s AND NOT folded AND outcome NOT IN ('waiting', 'parked')
            UNION ALL
            SELECT node, metric, '', number FROM messaging_messagetimeline WHERE stream_id = %(campaign)s
            UNION ALL
            SELECT node, metric, '', delta FROM messaging_messagecounter
            WHERE stream_id = %(campaign)s AND NOT folded AND metric <> 'queued'
            UNION ALL
            SELECT node, outcome, port, -delta FROM campaigns_nodecounter
            WHERE campaign_id = %(campaign)s AND outcome NOT IN ('waiting', 'parked')
            UNION ALL
            SELECT node, metric, '', -delta FROM messaging_messagecounter
            WHERE stream_id = %(campaign)s AND metric <> 'queued'
        )
        SELECT node, outcome, port, sum(number) FROM told GROUP BY 1, 2, 3 HAVING sum(number) <> 0
    """,
    "11: an execution runs its pinned version": """
        SELECT e.id, s.node
        FROM campaigns_execution e
        JOIN campaigns_flowversion v ON v.id = e.version_id
        JOIN campaigns_step s ON s.execution_id = e.id
        WHERE e.campaign_id = %(campaign)s
          AND NOT v.document -> 'nodes' @> jsonb_build_array(jsonb_build_object('id', s.node))
    """,
    "11: a message shows the template version that was pinned": """
        SELECT m.id, m.template_version_id
        FROM messaging_message m
        JOIN campaigns_execution e ON e.id = m.execution_id
        JOIN campaigns_flowversion v ON v.id = e.version_id
        WHERE m.stream_id = %(campaign)s AND NOT EXISTS (
            SELECT 1 FROM jsonb_each_text(v.pins -> 'templates') p WHERE p.value::uuid = m.template_version_id)
    """,
    "11: pins stay": "SELECT kind, id FROM chaos_history WHERE repinned",
    "12: terminal states stay": """
        SELECT kind, id, old_state, new_state FROM chaos_history
        WHERE new_state <> old_state
          AND old_state IN ('completed', 'failed', 'skipped', 'accepted', 'rejected', 'unknown', 'succeeded')
    """,
    "14: every moment was the database's": """
        WITH moments AS (
            SELECT 'message' AS kind, m.id, t.moment
            FROM messaging_message m
            CROSS JOIN LATERAL (VALUES
                (m.created_at), (m.dispatched_at), (CASE WHEN m.state <> 'unknown' THEN m.settled_at END)
            ) AS t (moment)
            WHERE m.stream_id = %(campaign)s
            UNION ALL
            SELECT 'execution', e.id, t.moment
            FROM campaigns_execution e
            CROSS JOIN LATERAL (VALUES (e.created_at), (e.arrived_at), (e.finished_at)) AS t (moment)
            WHERE e.campaign_id = %(campaign)s
            UNION ALL
            SELECT 'step', s.id, s.created_at
            FROM campaigns_step s JOIN campaigns_execution e ON e.id = s.execution_id
            WHERE e.campaign_id = %(campaign)s
        )
        SELECT moments.*
        FROM moments JOIN campaigns_campaign c ON c.id = %(campaign)s
        WHERE moment NOT BETWEEN c.launched_at AND clock_timestamp()
    """,
}


def check_rows(campaign: Campaign) -> None:
    """Nobody offends in the database. Each query sees one moment, so this may be called while workers run."""
    with connection.cursor() as cursor:
        for rule, query in QUERIES.items():
            cursor.execute(query, {"campaign": campaign.pk})
            offenders = cursor.fetchall()
            assert offenders == [], f"{rule}: {len(offenders)} offenders such as {offenders[:5]}"


def check_counters(campaign: Campaign) -> None:
    """Counters of executions and messages equal a recount, and timelines equal counters (10)."""
    with connection.cursor() as cursor:
        for rule, query in QUERIES.items():
            if "counters" in rule:
                cursor.execute(query, {"campaign": campaign.pk})
                offenders = cursor.fetchall()
                assert offenders == [], f"{rule}: {offenders[:5]}"


def check_post(campaign: Campaign, office: Office) -> None:
    """The server and the outbox agree (2 and 4). Call it when nobody sends any more."""
    office.wait_quiet()
    messages = _by_public_id(campaign)
    taken = Counter(public_id for public_id, _ in office.letters)
    assert [public_id for public_id, times in taken.items() if times > 1] == [], "2: a message came twice"
    assert set(taken) <= set(messages), "the server has mails that nobody sent"
    twice = Counter((messages[public_id].node, recipient) for public_id, recipient in office.letters)
    assert [pair for pair, times in twice.items() if times > 1] == [], "a contact got a node's mail twice"
    accepted = {public_id for public_id, message in messages.items() if message.state == "accepted"}
    unknown = {public_id for public_id, message in messages.items() if message.state == "unknown"}
    assert accepted - set(taken) == set(), "4: accepted, but the server hasn't it"
    assert set(taken) - accepted - unknown == set(), "the server has it, and it is neither accepted nor unknown"


def _by_public_id(campaign: Campaign) -> dict[str, Any]:
    messages = Message.objects.in_workspace(campaign.workspace_id).filter(stream_id=campaign.pk)
    return {message.public_id: message for message in messages}
