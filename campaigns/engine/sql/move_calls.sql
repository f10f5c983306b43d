-- move_calls: locks the HTTP calls beside which these executions, all locked by this transaction, rest; in the words of
-- messages' states. One that somebody is claiming or releasing at this moment is left out.
--
-- Primary key of the executions; Index Scan on webhook_call_once_per_visit (execution, node, visit) for each.
SELECT w.execution_id, w.id, CASE w.state WHEN 'pending' THEN 'queued' ELSE w.state END
FROM campaigns_execution e
JOIN campaigns_webhookcall w ON w.execution_id = e.id AND w.node = e.node AND w.visit = e.visit
WHERE e.id = ANY(%(executions)s::bigint[]) AND w.released_at IS NULL
FOR NO KEY UPDATE OF w SKIP LOCKED
