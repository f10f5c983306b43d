-- take_leavers: which of these executions, all locked by this pass, are to end for their goal; their marks go with it.
--
-- The unique index of conversions on the execution.
UPDATE campaigns_conversion
SET leaving = false
WHERE execution_id = ANY(%(executions)s::bigint[]) AND leaving
RETURNING execution_id
