-- release_messages: the executions of these settled messages have moved on. Locked by claim_settled.
--
-- Primary key.
UPDATE messaging_message SET released_at = %(now)s WHERE id = ANY(%(messages)s::bigint[]) AND released_at IS NULL
