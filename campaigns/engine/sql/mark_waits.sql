-- mark_waits: executions that were named.
SELECT unnest(%(executions)s::bigint[])
