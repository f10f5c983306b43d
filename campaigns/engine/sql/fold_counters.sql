-- fold_counters: adds up to `limit` deltas to the one folded row of their counter and to the timeline, in one statement,
-- so that readers see a delta either where it was or where it went. Deltas that a pass is just committing aren't seen,
-- and so aren't touched. Two compactions at once: the second skips the deltas that the first holds, and waits for the
-- rows that both add to, which both take in the same order.
--
-- Partial index node_counter_to_fold; the costs are those of the deltas since the last compaction.
WITH taken AS MATERIALIZED (
    SELECT id FROM campaigns_nodecounter WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM campaigns_nodecounter k
    USING taken
    WHERE k.id = taken.id
    RETURNING k.workspace_id, k.campaign_id, k.run_id, k.node, k.outcome, k.port, k.reason, k.delta, k.created_at
), totals AS (
    INSERT INTO campaigns_nodecounter AS k (
        workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, folded, created_at
    )
    SELECT workspace_id, campaign_id, run_id, node, outcome, port, reason, sum(delta), true, max(created_at)
    FROM gone
    GROUP BY workspace_id, campaign_id, run_id, node, outcome, port, reason
    ORDER BY campaign_id, run_id, node, outcome, port, reason
    ON CONFLICT (campaign_id, run_id, node, outcome, port, reason) WHERE folded
    DO UPDATE SET delta = k.delta + excluded.delta
    RETURNING (xmax = 0)::integer AS made
), timed AS (
    INSERT INTO campaigns_nodetimeline AS t (workspace_id, campaign_id, node, outcome, port, span, at, number)
    SELECT g.workspace_id, g.campaign_id, g.node, g.outcome, g.port, 1,
           date_trunc('hour', g.created_at, w.timezone), sum(g.delta)
    FROM gone g
    JOIN workspaces_workspace w ON w.id = g.workspace_id
    WHERE g.outcome NOT IN ('waiting', 'parked')
    GROUP BY 1, 2, 3, 4, 5, 7
    ORDER BY 2, 3, 4, 5, 7
    ON CONFLICT (campaign_id, node, outcome, port, span, at) DO UPDATE SET number = t.number + excluded.number
)
SELECT (SELECT count(*) FROM gone), (SELECT COALESCE(sum(made), 0) FROM totals)
