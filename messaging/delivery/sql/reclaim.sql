-- reclaim: takes back messages whose worker has not reported before its lease ran out.
--
-- Not dispatched: the provider was never called, so the message is queued again. Dispatched: the provider may have it.
-- Where it would know it again it is queued, and in doubt; else it is unknown and never sent again by itself (DESIGN §5).
-- What they took at their claim follows in the same transaction (delivery.taken): room of those that are queued, money of
-- those that are not in doubt.
WITH due AS MATERIALIZED (
    SELECT id, cost,
           dispatched_at IS NULL OR repeatable_until > %(now)s AS again,
           dispatched_at IS NOT NULL OR repeatable_until IS NOT NULL AS in_doubt
    FROM messaging_message
    WHERE state = 'sending' AND lease_expires_at <= %(now)s
    ORDER BY lease_expires_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE messaging_message m
SET state = CASE WHEN due.again THEN 'queued' ELSE 'unknown' END,
    reason = CASE WHEN m.dispatched_at IS NULL THEN '' ELSE 'lease_expired' END,
    dispatched_at = CASE WHEN due.again THEN NULL ELSE m.dispatched_at END,
    reason_detail = '',
    cost = CASE WHEN due.in_doubt THEN m.cost END,
    lease_expires_at = NULL,
    settled_at = CASE WHEN due.again THEN NULL ELSE %(now)s END
FROM due
WHERE m.id = due.id
RETURNING m.state, due.in_doubt, m.workspace_id, m.stream_id, m.channel, m.sender_id, m.counted_on, m.paced_at, due.cost
