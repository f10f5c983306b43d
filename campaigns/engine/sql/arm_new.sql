-- arm_new: locks the next waits that have to be looked at, and their executions. SKIP LOCKED: what a pass, a router or
-- another arming holds comes again.
--
-- Index Scan on the partial index wait_subscription_to_arm; executions by primary key.
SELECT s.execution_id, s.kind
FROM campaigns_waitsubscription s
JOIN campaigns_execution e ON e.id = s.execution_id
WHERE s.armed_at IS NULL
ORDER BY s.execution_id
LIMIT %(limit)s
FOR NO KEY UPDATE OF e, s SKIP LOCKED
