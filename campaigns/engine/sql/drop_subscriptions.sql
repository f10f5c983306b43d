-- drop_subscriptions: executions that a pass has moved wait no longer for what they waited for.
--
-- Primary key.
DELETE FROM campaigns_waitsubscription WHERE execution_id = ANY (%(executions)s::bigint[])
