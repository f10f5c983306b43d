-- compact_counters: replaces the deltas of each counter by their sum, in one statement, so that readers see either all
-- of the old rows or the new one. Deltas that a pass is just committing aren't seen, and so aren't touched.
-- Two compactions at once: the second skips the rows that the first holds.
--
-- Sequential scan: the table holds a few rows per node and minute, for which it is compacted.
WITH many AS (
    SELECT campaign_id, run_id, node, outcome, port
    FROM campaigns_nodecounter
    GROUP BY campaign_id, run_id, node, outcome, port
    HAVING count(*) > 1
), locked AS MATERIALIZED (
    SELECT k.id
    FROM campaigns_nodecounter k
    JOIN many m ON m.campaign_id = k.campaign_id AND m.run_id IS NOT DISTINCT FROM k.run_id
        AND m.node = k.node AND m.outcome = k.outcome AND m.port = k.port
    FOR UPDATE OF k SKIP LOCKED
), gone AS (
    DELETE FROM campaigns_nodecounter k
    USING locked
    WHERE k.id = locked.id
    RETURNING k.workspace_id, k.campaign_id, k.run_id, k.node, k.outcome, k.port, k.delta
), made AS (
    INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
    SELECT workspace_id, campaign_id, run_id, node, outcome, port, sum(delta), %(now)s
    FROM gone
    GROUP BY workspace_id, campaign_id, run_id, node, outcome, port
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM made)
