-- claim: leases due deliveries, of each endpoint as many as it has room for, `limit` altogether.
--
-- Index Scan on webhook_delivery_due (endpoint, due_at) per endpoint, then primary keys.
WITH picked AS MATERIALIZED (
    SELECT x.id
    FROM unnest(%(endpoints)s::uuid[], %(rooms)s::integer[]) AS turn (endpoint_id, room)
    CROSS JOIN LATERAL (
        SELECT d.id
        FROM workspaces_webhookdelivery d
        WHERE d.endpoint_id = turn.endpoint_id AND d.state = 'pending' AND d.due_at <= %(now)s
        ORDER BY d.due_at
        LIMIT turn.room
        FOR NO KEY UPDATE SKIP LOCKED
    ) x
    LIMIT %(limit)s
), leased AS (
    UPDATE workspaces_webhookdelivery d
    SET state = 'sending', attempt = d.attempt + 1, lease_until = %(lease_until)s
    FROM picked
    WHERE d.id = picked.id AND d.state = 'pending'
    RETURNING d.id, d.workspace_id, d.endpoint_id, d.event_id, d.attempt, d.tries, d.losses
)
SELECT l.id, l.workspace_id, l.endpoint_id, l.attempt, l.tries, l.losses, e.id, e.kind, e.data, e.happened_at, e.created_at
FROM leased l
JOIN workspaces_webhookevent e ON e.id = l.event_id
ORDER BY l.id
