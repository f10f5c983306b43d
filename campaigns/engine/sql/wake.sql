-- wake: waits end before their moment: their subscriptions go, their executions are due with a signal for their node.
-- Only what still has its subscription is woken; the executions are locked by the caller.
--
-- Primary keys.
WITH woken AS MATERIALIZED (
    SELECT * FROM unnest(%(executions)s::bigint[], %(signals)s::text[]) AS w (execution_id, signal)
), gone AS (
    DELETE FROM campaigns_waitsubscription s USING woken w WHERE s.execution_id = w.execution_id
    RETURNING s.execution_id
)
UPDATE campaigns_execution e
SET due_at = LEAST(e.due_at, %(now)s), signal = w.signal
FROM gone
JOIN woken w ON w.execution_id = gone.execution_id
WHERE e.id = gone.execution_id AND e.state = 'pending' AND e.arrived_at IS NOT NULL
