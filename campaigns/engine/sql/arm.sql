-- arm: these waits have been looked at, and go on.
--
-- Primary key.
UPDATE campaigns_waitsubscription SET armed_at = %(now)s WHERE execution_id = ANY (%(executions)s::bigint[])
