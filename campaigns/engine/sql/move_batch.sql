-- move_batch: executions on an older version, locked by this transaction, go on by the new one (ADR 0010). They stay at
-- their node, enter another one (or theirs once more), or leave, as `fate` says of the node. With a journal line each, and
-- what it does to the counters. Those who would leave a message behind that is on its way out are passed over.
--
-- A visit is added to everybody, and to the message or HTTP call beside which somebody stays, so that no way through the new
-- version meets one of the old version (message_once_per_visit, webhook_call_once_per_visit). A call that stays is made as
-- its own version says.
--
-- Primary keys; the arrays are literals, from which the planner knows how many there are.
-- Answers how many stayed, moved and left.
WITH fate AS (
    SELECT *
    FROM unnest(
        %(versions)s::uuid[], %(numbers)s::integer[], %(nodes)s::text[], %(targets)s::text[], %(enters)s::boolean[],
        %(anew)s::boolean[], %(lengths)s::interval[]
    ) AS f (version_id, number, node, target, enters, anew, length)
), given AS (
    SELECT *
    FROM unnest(%(executions)s::bigint[], %(letters)s::bigint[], %(calls)s::bigint[], %(letter_states)s::text[])
        AS g (id, letter, call, letter_state)
), judged AS (
    SELECT e.id, e.node, e.state, e.arrived_at, e.due_at, g.letter, g.call, g.letter_state, f.number, f.target, f.length,
           f.target IS NULL OR e.visit >= %(last_visit)s AS leaves,
           f.target IS NULL AS gone,
           -- A wait that is over is over, whatever became of it.
           f.enters OR (f.anew AND e.state = 'pending' AND e.arrived_at IS NOT NULL AND e.due_at > %(now)s) AS enters
    FROM given g
    JOIN campaigns_execution e ON e.id = g.id
    LEFT JOIN fate f ON f.version_id = e.version_id AND f.node = e.node
), chosen AS MATERIALIZED (
    SELECT j.*,
           (j.leaves OR j.enters) AND j.letter_state = 'queued' AS withdraws,
           CASE WHEN NOT j.leaves AND NOT j.enters AND j.length IS NOT NULL AND j.arrived_at IS NOT NULL
                 AND j.state = 'pending' AND j.due_at > %(now)s THEN j.arrived_at + j.length END AS recounted
    FROM judged j
    WHERE j.state = 'pending' OR NOT (j.leaves OR j.enters) OR j.letter_state IN ('queued', 'unknown')
), changed AS (
    UPDATE campaigns_execution e
    SET version_id = CASE WHEN o.leaves THEN e.version_id ELSE %(version)s::uuid END,
        node = CASE WHEN o.leaves THEN e.node ELSE o.target END,
        state = CASE WHEN o.leaves THEN 'skipped' WHEN o.enters THEN 'pending' ELSE e.state END,
        arrived_at = CASE WHEN o.leaves THEN %(now)s::timestamptz WHEN NOT o.enters THEN e.arrived_at END,
        due_at = CASE WHEN o.leaves THEN NULL WHEN o.enters THEN %(now)s::timestamptz
                      ELSE COALESCE(o.recounted, e.due_at) END,
        visit = CASE WHEN o.leaves THEN e.visit ELSE e.visit + 1 END,
        reason = CASE WHEN NOT o.leaves THEN CASE WHEN o.enters THEN '' ELSE e.reason END
                      WHEN o.gone THEN %(node_removed)s ELSE %(loop_limit)s END,
        signal = CASE WHEN o.enters THEN '' ELSE e.signal END,
        finished_at = CASE WHEN o.leaves THEN %(now)s::timestamptz END
    FROM chosen o
    WHERE e.id = o.id
    RETURNING e.id, e.workspace_id, e.run_id, o.node AS old_node, o.state AS old_state,
              o.arrived_at IS NOT NULL AS old_rested, e.node, e.state, e.arrived_at IS NOT NULL AS rested, e.reason,
              o.number, o.leaves, o.enters, o.withdraws, o.recounted, o.letter, o.call
), noted AS (
    INSERT INTO campaigns_step (execution_id, workspace_id, node, outcome, port, reason, detail, created_at)
    SELECT id, workspace_id, old_node, CASE WHEN leaves THEN 'skipped' ELSE 'moved' END, '',
           CASE WHEN leaves THEN reason ELSE %(version_moved)s END,
           jsonb_strip_nulls(jsonb_build_object(
               'version', %(number)s::integer, 'from_version', number, 'to', CASE WHEN enters THEN node END,
               'until', recounted, 'by', %(by)s::text)),
           %(now)s
    FROM changed
), deltas AS (
    SELECT workspace_id, run_id, old_node AS node, old_state AS state, '' AS reason, -1 AS delta
    FROM changed WHERE old_rested
    UNION ALL
    SELECT workspace_id, run_id, node, state, CASE WHEN leaves THEN reason ELSE '' END, 1 FROM changed WHERE rested
), counted AS (
    INSERT INTO campaigns_nodecounter (
        workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at
    )
    SELECT workspace_id, %(campaign)s, run_id, node,
           CASE state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE state END, '', reason,
           sum(delta), %(now)s
    FROM deltas
    GROUP BY 1, 3, 4, 5, 7
    HAVING sum(delta) <> 0
), letters AS (
    UPDATE messaging_message m
    SET visit = CASE WHEN c.leaves OR c.enters THEN m.visit ELSE m.visit + 1 END,
        state = CASE WHEN c.withdraws THEN 'skipped' ELSE m.state END,
        reason = CASE WHEN c.withdraws THEN 'withdrawn' ELSE m.reason END,
        settled_at = CASE WHEN c.withdraws THEN %(now)s::timestamptz ELSE m.settled_at END
    FROM changed c
    WHERE m.id = c.letter
), calls AS (
    UPDATE campaigns_webhookcall w
    SET visit = CASE WHEN c.leaves OR c.enters THEN w.visit ELSE w.visit + 1 END,
        state = CASE WHEN c.withdraws THEN 'failed' ELSE w.state END,
        reason = CASE WHEN c.withdraws THEN %(webhook_withdrawn)s ELSE w.reason END,
        body = CASE WHEN c.withdraws THEN '' ELSE w.body END,
        settled_at = CASE WHEN c.withdraws THEN %(now)s::timestamptz ELSE w.settled_at END
    FROM changed c
    WHERE w.id = c.call
), resubscribed AS (
    UPDATE campaigns_waitsubscription s
    SET version_id = %(version)s
    FROM changed c
    WHERE s.execution_id = c.id AND NOT c.leaves AND NOT c.enters
), unsubscribed AS (
    DELETE FROM campaigns_waitsubscription s
    USING changed c
    WHERE s.execution_id = c.id AND (c.leaves OR c.enters)
)
SELECT count(*) FILTER (WHERE NOT leaves AND NOT enters),
       count(*) FILTER (WHERE NOT leaves AND enters), count(*) FILTER (WHERE leaves)
FROM changed
