-- cancel_calls: what is still to be called for cancelled campaigns is not called any more.
--
-- Walks the partial index campaign_with_work; webhook_call_due (campaign, due_at) per cancelled campaign.
WITH picked AS MATERIALIZED (
    SELECT x.id
    FROM campaigns_campaign c
    CROSS JOIN LATERAL (
        SELECT id FROM campaigns_webhookcall
        WHERE campaign_id = c.id AND state = 'pending'
        ORDER BY due_at
        LIMIT %(limit)s
        FOR NO KEY UPDATE SKIP LOCKED
    ) x
    WHERE c.lifecycle = 'CANCELLED' AND c.completed_at IS NULL
    LIMIT %(limit)s
)
UPDATE campaigns_webhookcall w
SET state = 'failed', reason = %(reason)s, settled_at = %(now)s, body = ''
FROM picked
WHERE w.id = picked.id
