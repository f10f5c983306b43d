-- replay: failed deliveries of an endpoint since a moment are due anew, the oldest first, a chunk at a time.
--
-- The partial index webhook_delivery_failed (endpoint, id), from a place on.
WITH chosen AS MATERIALIZED (
    SELECT d.id
    FROM workspaces_webhookdelivery d
    WHERE d.workspace_id = %(workspace)s AND d.endpoint_id = %(endpoint)s AND d.state = 'failed'
      AND d.created_at >= %(since)s AND d.id > %(after)s
    ORDER BY d.id
    LIMIT %(limit)s
    FOR NO KEY UPDATE
), due AS (
    UPDATE workspaces_webhookdelivery d
    SET state = 'pending', due_at = %(now)s, tries = 0, losses = 0, settled_at = NULL
    FROM chosen
    WHERE d.id = chosen.id
)
SELECT count(*), max(id) FROM chosen
