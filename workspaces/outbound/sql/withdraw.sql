-- withdraw: what is still to be told to endpoints that were disabled is not; it can be replayed.
--
-- Walks the disabled endpoints, which are few; webhook_delivery_due (endpoint, due_at) per endpoint.
WITH picked AS MATERIALIZED (
    SELECT x.id
    FROM workspaces_webhookendpoint p
    CROSS JOIN LATERAL (
        SELECT id FROM workspaces_webhookdelivery
        WHERE endpoint_id = p.id AND state = 'pending'
        ORDER BY due_at
        LIMIT %(limit)s
        FOR NO KEY UPDATE SKIP LOCKED
    ) x
    WHERE NOT p.enabled
    LIMIT %(limit)s
)
UPDATE workspaces_webhookdelivery d
SET state = 'failed', reason = 'endpoint_disabled', settled_at = %(now)s
FROM picked
WHERE d.id = picked.id
