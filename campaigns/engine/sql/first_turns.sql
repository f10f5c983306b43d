-- first_turns: the first executions of the queue in front of a throttle.
--
-- Index Only Scan on the partial index wait_subscription_turns (campaign, node, since, execution).
SELECT s.execution_id, s.since
FROM campaigns_waitsubscription s
WHERE s.campaign_id = %(campaign)s AND s.node = %(node)s AND s.kind = 'turn'
ORDER BY s.since, s.execution_id
LIMIT %(limit)s
