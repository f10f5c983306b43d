-- The workspaces in which the segments stage has something to do: queued changes, or segments to scan or check.
-- Plan: the recursive part hops from workspace to workspace along the queue's index, whatever the queue's length.
WITH RECURSIVE queued AS (
    (SELECT workspace_id FROM contacts_contactchange ORDER BY workspace_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.workspace_id FROM contacts_contactchange q
            WHERE q.workspace_id > queued.workspace_id ORDER BY q.workspace_id LIMIT 1)
    FROM queued
    WHERE queued.workspace_id IS NOT NULL
)
SELECT workspace_id FROM queued WHERE workspace_id IS NOT NULL
UNION
SELECT workspace_id FROM contacts_segment
WHERE (kind = 'dynamic' OR rebuild_needed AND rule <> '{}') AND (sweep_at <= %(now)s OR sweep_at IS NULL AND (rebuild_needed OR scan_at IS NOT NULL))
