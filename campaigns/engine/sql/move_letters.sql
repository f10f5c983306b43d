-- move_letters: locks the messages beside which these executions, all locked by this transaction, rest. One that somebody
-- is claiming or releasing at this moment is left out.
--
-- Primary key of the executions; Index Scan on message_once_per_visit (execution, node, visit) for each.
SELECT m.execution_id, m.id, m.state
FROM campaigns_execution e
JOIN messaging_message m ON m.execution_id = e.id AND m.node = e.node AND m.visit = e.visit
WHERE e.id = ANY(%(executions)s::bigint[]) AND m.released_at IS NULL
FOR NO KEY UPDATE OF m SKIP LOCKED
