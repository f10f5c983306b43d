-- move_subscriptions: locks what these executions, all locked by this transaction, have subscribed to; answers those
-- executions whose subscription somebody else is consuming at this moment.
--
-- Primary key.
WITH locked AS MATERIALIZED (
    SELECT s.execution_id
    FROM campaigns_waitsubscription s
    WHERE s.execution_id = ANY(%(executions)s::bigint[])
    FOR UPDATE SKIP LOCKED
)
SELECT s.execution_id FROM campaigns_waitsubscription s WHERE s.execution_id = ANY(%(executions)s::bigint[])
EXCEPT
SELECT execution_id FROM locked
