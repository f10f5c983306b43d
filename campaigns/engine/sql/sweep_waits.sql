-- sweep_waits: the next executions of a campaign that wait for a rule.
--
-- Index Only Scan on the partial index wait_subscription_by_rule (campaign, execution) from the cursor on.
SELECT s.execution_id
FROM campaigns_waitsubscription s
WHERE s.campaign_id = %(campaign)s AND s.kind = 'rule' AND s.execution_id > %(cursor)s
ORDER BY s.execution_id
LIMIT %(limit)s
