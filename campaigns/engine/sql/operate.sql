-- operate: an operator's order acts on a batch of executions: one guarded UPDATE, a journal line each at the node where
-- they were, and what the change does to the counters. Runs under the campaign's exclusive lock, so no pass holds a row.
-- Whatever it waited for besides its moment is forgotten; a wait cut short (`waits`) is told by its signal.
-- `enters`: it begins anew at its node, with a visit of its own, so that a send is its own message. `ends`: it is over.
--
-- Primary key. Answers how many there were, which of them rested beside a message, and the runs of those that had ended.
WITH chosen AS MATERIALIZED (
    SELECT e.id, e.workspace_id, e.run_id, e.node, e.state, e.arrived_at IS NOT NULL AS rested, e.reason, e.finished_at
    FROM campaigns_execution e
    WHERE e.id = ANY(%(ids)s::bigint[]) AND e.campaign_id = %(campaign)s AND e.state = ANY(%(states)s::text[])
      AND (%(at)s::text IS NULL OR e.node = %(at)s)
      AND (%(versions)s::uuid[] IS NULL OR e.version_id = ANY(%(versions)s::uuid[]))
      AND (NOT %(waits)s OR (e.arrived_at IS NOT NULL AND e.due_at > %(now)s))
      AND (NOT %(enters)s OR e.visit < %(last_visit)s)
    ORDER BY e.id
    FOR NO KEY UPDATE
), changed AS (
    UPDATE campaigns_execution e
    SET state = %(to)s,
        node = COALESCE(%(node)s, e.node),
        arrived_at = CASE WHEN %(enters)s THEN NULL WHEN %(ends)s THEN %(now)s::timestamptz ELSE e.arrived_at END,
        due_at = CASE WHEN %(ends)s THEN NULL ELSE %(now)s::timestamptz END,
        visit = e.visit + %(enters)s::integer,
        reason = CASE WHEN %(ends)s THEN %(reason)s ELSE '' END,
        signal = CASE WHEN %(waits)s THEN 'skipped' ELSE '' END,
        finished_at = CASE WHEN %(ends)s THEN %(now)s::timestamptz END
    FROM chosen o
    WHERE e.id = o.id
    RETURNING e.id, e.workspace_id, e.run_id, o.node AS old_node, o.state AS old_state, o.rested AS old_rested,
              o.reason AS old_reason, o.finished_at AS old_finished_at, e.node, e.state,
              e.arrived_at IS NOT NULL AS rested, e.reason, e.finished_at
), freed AS (
    DELETE FROM campaigns_waitsubscription w USING changed WHERE w.execution_id = changed.id
), noted AS (
    INSERT INTO campaigns_step (execution_id, workspace_id, node, outcome, port, reason, detail, created_at)
    SELECT id, workspace_id, old_node, %(outcome)s, '', %(reason)s, %(detail)s::jsonb, %(now)s FROM changed
), deltas AS (
    SELECT workspace_id, run_id, old_node AS node, old_state AS state, -1 AS delta, old_reason AS reason,
           old_finished_at AS finished_at
    FROM changed WHERE old_state <> 'pending' OR old_rested
    UNION ALL
    SELECT workspace_id, run_id, node, state, 1, reason, finished_at FROM changed WHERE state <> 'pending' OR rested
), counted AS (
    INSERT INTO campaigns_nodecounter (
        workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at
    )
    SELECT workspace_id, %(campaign)s, run_id, node,
           CASE state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE state END, '',
           CASE WHEN finished_at IS NULL THEN '' ELSE reason END, sum(delta), COALESCE(finished_at, %(now)s)
    FROM deltas
    GROUP BY 1, 3, 4, 5, 7, 9
    HAVING sum(delta) <> 0
)
SELECT count(*), COALESCE(array_agg(id) FILTER (WHERE old_state = 'processing'), '{}'),
       COALESCE(array_agg(DISTINCT run_id) FILTER (WHERE old_state = 'failed' AND run_id IS NOT NULL), '{}')
FROM changed
