-- reclaim_calls: calls whose worker has been silent for its whole lease are made again, with the same id; those that
-- took `losses` workers with them are given up.
--
-- Index Scan on the partial index webhook_call_leased.
WITH lost AS MATERIALIZED (
    SELECT id, attempt - tries >= %(losses)s AS given_up
    FROM campaigns_webhookcall
    WHERE state = 'sending' AND lease_until <= %(now)s
    ORDER BY lease_until
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE campaigns_webhookcall w
SET state = CASE WHEN lost.given_up THEN 'failed' ELSE 'pending' END,
    reason = CASE WHEN lost.given_up THEN %(reason)s ELSE w.reason END,
    settled_at = CASE WHEN lost.given_up THEN %(now)s::timestamptz END,
    body = CASE WHEN lost.given_up THEN '' ELSE w.body END,
    due_at = %(now)s,
    lease_until = NULL
FROM lost
WHERE w.id = lost.id
