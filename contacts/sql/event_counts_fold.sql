-- event_counts_fold: lines of a workspace, name and day become one. Those that are being written are not seen, and wait
-- for the next time; SKIP LOCKED: two that fold at once share the work.
-- Plan: Seq Scan of what was appended since the last time, by the partial index event_count_to_fold.
WITH taken AS MATERIALIZED (
    SELECT id FROM contacts_eventcount WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM contacts_eventcount c
    USING taken
    WHERE c.id = taken.id
    RETURNING c.workspace_id, c.name, c.day, c.count, c.last_at
), summed AS (
    SELECT workspace_id, name, day, sum(count) AS count, max(last_at) AS last_at FROM gone GROUP BY 1, 2, 3
)
INSERT INTO contacts_eventcount AS c (workspace_id, name, day, count, last_at, folded)
SELECT workspace_id, name, day, count, last_at, true FROM summed
ORDER BY workspace_id, name, day
ON CONFLICT (workspace_id, name, day) WHERE folded
DO UPDATE SET count = c.count + excluded.count, last_at = GREATEST(c.last_at, excluded.last_at)
RETURNING (SELECT count(*) FROM gone)
