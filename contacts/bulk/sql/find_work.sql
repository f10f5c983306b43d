-- The oldest open operation of each workspace, where its moment has come and it is not paused; whichever waits longest first.
-- Plan: the partial index bulk_open; there are never many.
SELECT id, workspace_id
FROM (
    SELECT DISTINCT ON (workspace_id) id, workspace_id, state, not_before, moved_at
    FROM contacts_bulkoperation
    WHERE state IN ('pending', 'running')
    ORDER BY workspace_id, id
) AS oldest
WHERE not_before <= %(now)s
ORDER BY moved_at
LIMIT %(limit)s
