-- reclaim: takes back messages whose worker has not reported before its lease ran out.
--
-- Not dispatched: the provider was never called, so the message is queued again. Dispatched: the provider may have it,
-- so it is unknown and never sent again by itself (DESIGN §5).
UPDATE messaging_message
SET state = CASE WHEN dispatched_at IS NULL THEN 'queued' ELSE 'unknown' END,
    reason = CASE WHEN dispatched_at IS NULL THEN '' ELSE 'lease_expired' END,
    reason_detail = '',
    lease_expires_at = NULL,
    settled_at = CASE WHEN dispatched_at IS NULL THEN NULL ELSE %(now)s END
WHERE id IN (
    SELECT id
    FROM messaging_message
    WHERE state = 'sending' AND lease_expires_at <= %(now)s
    ORDER BY lease_expires_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
RETURNING state
