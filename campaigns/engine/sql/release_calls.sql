-- release_calls: the executions of these settled HTTP calls have moved on. Locked by claim_called.
--
-- Primary key.
UPDATE campaigns_webhookcall SET released_at = %(now)s WHERE id = ANY(%(calls)s::bigint[]) AND released_at IS NULL
