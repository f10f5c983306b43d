-- recount_counters: which of a campaign's counters differ from a count of its rows, and by how much; where asked to,
-- appends the differences as deltas. One statement, and passes write their rows and deltas in one transaction, so that it
-- may run beside them. Enrolments are compared by run: whose trigger let an erased contact in is not known any more.
--
-- Executions of the campaign by execution_once_per_entry, their steps by a hash join; seconds for a million executions.
WITH mine AS MATERIALIZED (
    SELECT id, run_id, node, state, reason, arrived_at, finished_at
    FROM campaigns_execution
    WHERE campaign_id = %(campaign)s
), goals AS MATERIALIZED (
    SELECT node, ways FROM campaigns_conversion WHERE campaign_id = %(campaign)s
), counted (run_id, node, outcome, port, reason, number) AS (
    SELECT run_id, '', 'enrolled', '', '', count(*) FROM mine GROUP BY run_id
    UNION ALL
    SELECT run_id, node,
           CASE state WHEN 'pending' THEN 'waiting' WHEN 'processing' THEN 'parked' ELSE state END, '',
           CASE WHEN finished_at IS NULL THEN '' ELSE reason END, count(*)
    FROM mine
    WHERE state <> 'pending' OR arrived_at IS NOT NULL
    GROUP BY 1, 2, 3, 5
    UNION ALL
    SELECT m.run_id, s.node, 'passed', s.port, '', count(*)
    FROM mine m
    JOIN campaigns_step s ON s.execution_id = m.id
    WHERE s.outcome = 'passed'
    GROUP BY 1, 2, 4
    UNION ALL
    SELECT NULL, node, 'converted', '', '', count(*) FROM goals GROUP BY 2
    UNION ALL
    SELECT NULL, way ->> 0, 'goal_way', way ->> 1, '', count(*)
    FROM goals
    CROSS JOIN LATERAL jsonb_array_elements(ways) AS way
    GROUP BY 2, 4
    UNION ALL
    SELECT run_id, CASE WHEN outcome = 'enrolled' THEN '' ELSE node END, outcome, port, reason, -sum(delta)
    FROM campaigns_nodecounter
    WHERE campaign_id = %(campaign)s
    GROUP BY 1, 2, 3, 4, 5
), wrong AS (
    SELECT run_id, node, outcome, port, reason, sum(number)::integer AS difference
    FROM counted
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(number) <> 0
), repaired AS (
    INSERT INTO campaigns_nodecounter (
        workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at
    )
    SELECT c.workspace_id, c.id, w.run_id, w.node, w.outcome, w.port, w.reason, w.difference, %(now)s
    FROM wrong w
    JOIN campaigns_campaign c ON c.id = %(campaign)s
    WHERE %(repair)s
)
SELECT node, concat_ws(' ', outcome, NULLIF(port, ''), NULLIF(reason, '')) AS counter, sum(difference)::integer
FROM wrong
GROUP BY 1, 2
ORDER BY 1, 2
