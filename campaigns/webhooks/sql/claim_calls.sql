-- claim_calls: leases due HTTP calls, of each campaign as many as it has room for, `limit` altogether. The campaigns'
-- shared advisory locks are held; that they may still claim is seen here, after the locks were taken.
--
-- Index Scan on webhook_call_due (campaign, due_at) per campaign, then the primary key.
WITH picked AS MATERIALIZED (
    SELECT w.id
    FROM unnest(%(campaigns)s::uuid[], %(rooms)s::integer[]) AS turn (campaign_id, room)
    JOIN campaigns_campaign c ON c.id = turn.campaign_id AND c.lifecycle = 'RUNNING'
        AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = c.id)
    CROSS JOIN LATERAL (
        SELECT x.id
        FROM campaigns_webhookcall x
        WHERE x.campaign_id = turn.campaign_id AND x.state = 'pending' AND x.due_at <= %(now)s
        ORDER BY x.due_at
        LIMIT turn.room
        FOR NO KEY UPDATE SKIP LOCKED
    ) w
    LIMIT %(limit)s
)
UPDATE campaigns_webhookcall w
SET state = 'sending', attempt = w.attempt + 1, lease_until = %(lease_until)s
FROM picked
WHERE w.id = picked.id AND w.state = 'pending'
RETURNING w.id, w.workspace_id, w.campaign_id, w.version_id, w.node, w.url, w.body, w.attempt, w.tries, w.created_at
