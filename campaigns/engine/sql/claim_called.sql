-- claim_called: locks up to `limit` settled HTTP calls of one campaign whose executions still rest beside them.
--
-- Index Scan on webhook_call_to_release (campaign, settled_at).
SELECT w.id, w.execution_id, w.node, w.visit, w.state, w.reason, w.status, w.tries, w.message, w.kept IS NOT NULL
FROM campaigns_webhookcall w
WHERE w.campaign_id = %(campaign)s AND w.settled_at <= %(now)s AND w.released_at IS NULL
ORDER BY w.settled_at
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
