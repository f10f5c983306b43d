-- reclaim: deliveries whose worker has been silent for its whole lease are made again, with the same id; those that took
-- `losses` workers with them are given up.
--
-- Index Scan on the partial index webhook_delivery_leased.
WITH lost AS MATERIALIZED (
    SELECT id, losses + 1 >= %(losses)s AS given_up
    FROM workspaces_webhookdelivery
    WHERE state = 'sending' AND lease_until <= %(now)s
    ORDER BY lease_until
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE workspaces_webhookdelivery d
SET state = CASE WHEN lost.given_up THEN 'failed' ELSE 'pending' END,
    reason = CASE WHEN lost.given_up THEN 'lost' ELSE d.reason END,
    settled_at = CASE WHEN lost.given_up THEN %(now)s::timestamptz END,
    due_at = %(now)s,
    losses = d.losses + 1,
    lease_until = NULL
FROM lost
WHERE d.id = lost.id
