-- reclaim: takes back messages whose worker has not reported before its lease ran out.
--
-- Not dispatched: the provider was never called, so the message is queued again, and gives the room under a daily limit
-- back that it had taken. Dispatched: the provider may have it. Where it would know it again it is queued, and in doubt;
-- else it is unknown and never sent again by itself (DESIGN §5).
WITH taken_back AS (
    UPDATE messaging_message
    SET state = CASE WHEN dispatched_at IS NULL OR repeatable_until > %(now)s THEN 'queued' ELSE 'unknown' END,
        reason = CASE WHEN dispatched_at IS NULL THEN '' ELSE 'lease_expired' END,
        dispatched_at = CASE WHEN repeatable_until > %(now)s THEN NULL ELSE dispatched_at END,
        reason_detail = '',
        lease_expires_at = NULL,
        settled_at = CASE WHEN dispatched_at IS NULL OR repeatable_until > %(now)s THEN NULL ELSE %(now)s END
    WHERE id IN (
        SELECT id
        FROM messaging_message
        WHERE state = 'sending' AND lease_expires_at <= %(now)s
        ORDER BY lease_expires_at
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    RETURNING state, stream_id, counted_on
),
returned AS (
    SELECT stream_id, counted_on AS day, count(*) AS number
    FROM taken_back
    WHERE counted_on IS NOT NULL AND state = 'queued'
    GROUP BY stream_id, counted_on
),
days AS (
    SELECT u.id, r.number
    FROM messaging_streamday u
    JOIN returned r ON r.stream_id = u.stream_id AND r.day = u.day
    ORDER BY u.stream_id, u.day
    FOR UPDATE OF u
),
given_back AS (
    UPDATE messaging_streamday u SET used = u.used - days.number FROM days WHERE u.id = days.id
)
SELECT state FROM taken_back
