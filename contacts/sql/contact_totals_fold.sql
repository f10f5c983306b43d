-- contact_totals_fold: up to %(limit)s lines become one of each workspace, in one statement, so that readers see a line
-- either where it was or where it went. Lines that others are just committing aren't seen, and wait for the next time; SKIP
-- LOCKED: two that fold at once share the work. What a workspace left behind that is gone goes with it.
-- Plan: the partial index contact_total_to_fold gives what was appended since the last time.
WITH taken AS MATERIALIZED (
    SELECT id FROM contacts_contacttotal WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM contacts_contacttotal t USING taken WHERE t.id = taken.id RETURNING t.workspace_id, t.count
), totals AS (
    INSERT INTO contacts_contacttotal AS t (workspace_id, count, folded)
    SELECT g.workspace_id, sum(g.count), true
    FROM gone g
    JOIN workspaces_workspace w ON w.id = g.workspace_id
    GROUP BY g.workspace_id
    ORDER BY g.workspace_id
    ON CONFLICT (workspace_id) WHERE folded DO UPDATE SET count = t.count + excluded.count
    RETURNING (xmax = 0)::integer AS made
)
SELECT (SELECT count(*) FROM gone), (SELECT COALESCE(sum(made), 0) FROM totals)
