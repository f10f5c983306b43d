-- fold_counters: adds up to `limit` deltas to the one folded row of their counter and to the timeline, in one statement,
-- so that readers see a delta either where it was or where it went. Deltas that others are just committing aren't seen,
-- and so aren't touched. Two compactions at once: the second skips the deltas that the first holds, and waits for the
-- rows that both add to, which both take in the same order.
--
-- Partial index message_counter_to_fold; the costs are those of the deltas since the last compaction.
WITH taken AS MATERIALIZED (
    SELECT id FROM messaging_messagecounter WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM messaging_messagecounter k
    USING taken
    WHERE k.id = taken.id
    RETURNING k.workspace_id, k.stream_id, k.node, k.metric, k.reason, k.delta, k.created_at
), totals AS (
    INSERT INTO messaging_messagecounter AS k (
        workspace_id, stream_id, node, metric, reason, delta, folded, created_at
    )
    SELECT workspace_id, stream_id, node, metric, reason, sum(delta), true, max(created_at)
    FROM gone
    GROUP BY workspace_id, stream_id, node, metric, reason
    ORDER BY stream_id, node, metric, reason
    ON CONFLICT (stream_id, node, metric, reason) WHERE folded
    DO UPDATE SET delta = k.delta + excluded.delta, created_at = greatest(k.created_at, excluded.created_at)
    RETURNING (xmax = 0)::integer AS made
), timed AS (
    INSERT INTO messaging_messagetimeline AS t (workspace_id, stream_id, node, metric, span, at, number)
    SELECT g.workspace_id, g.stream_id, g.node, g.metric, 1, date_trunc('hour', g.created_at, w.timezone), sum(g.delta)
    FROM gone g
    JOIN workspaces_workspace w ON w.id = g.workspace_id
    WHERE g.metric <> 'queued'
    GROUP BY 1, 2, 3, 4, 6
    ORDER BY 2, 3, 4, 6
    ON CONFLICT (stream_id, node, metric, span, at) DO UPDATE SET number = t.number + excluded.number
)
SELECT (SELECT count(*) FROM gone), (SELECT COALESCE(sum(made), 0) FROM totals)
