-- reclaim: takes back messages whose worker has not reported before its lease ran out.
--
-- Not dispatched: the provider was never called, so the message is queued again, and gives back the room under a daily
-- limit that it had taken and what was reserved for it, unless an attempt before left it in doubt. Dispatched: the provider
-- may have it. Where it would know it again it is queued, and in doubt; else it is unknown and never sent again by itself
-- (DESIGN §5).
--
-- A sender's limits get back what was counted for such messages (give_back_usage). Days, senders and balances are locked in
-- that order, as in claims: each waits for the count of the ones before.
WITH due AS (
    SELECT id, cost,
           dispatched_at IS NULL OR repeatable_until > %(now)s AS again,
           dispatched_at IS NOT NULL OR repeatable_until IS NOT NULL AS in_doubt
    FROM messaging_message
    WHERE state = 'sending' AND lease_expires_at <= %(now)s
    ORDER BY lease_expires_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
),
taken_back AS (
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
    RETURNING m.state, m.workspace_id, m.stream_id, m.counted_on, m.sender_id, m.paced_at,
              CASE WHEN NOT due.in_doubt THEN due.cost END AS freed
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
),
unpaced AS (
    SELECT sender_id, array_agg(paced_at) AS moments
    FROM taken_back
    WHERE paced_at IS NOT NULL AND state = 'queued'
    GROUP BY sender_id
),
usages AS (
    SELECT u.sender_id, r.moments
    FROM messaging_senderusage u
    JOIN unpaced r ON r.sender_id = u.sender_id
    WHERE (SELECT count(*) FROM days) IS NOT NULL
    ORDER BY u.sender_id
    FOR UPDATE OF u
),
unused AS (
    UPDATE messaging_senderusage u
    SET hour_used = u.hour_used - (SELECT count(*) FROM unnest(usages.moments) AS t (moment) WHERE t.moment >= u.hour_at),
        day_used = u.day_used - (SELECT count(*) FROM unnest(usages.moments) AS t (moment) WHERE t.moment >= u.day_at)
    FROM usages
    WHERE u.sender_id = usages.sender_id
),
freed AS (
    SELECT a.workspace_id, f.amount
    FROM workspaces_balanceaccount a
    JOIN (SELECT workspace_id, sum(freed) AS amount FROM taken_back WHERE freed IS NOT NULL GROUP BY workspace_id) f
      ON f.workspace_id = a.workspace_id
    WHERE (SELECT count(*) FROM days) + (SELECT count(*) FROM usages) IS NOT NULL
    ORDER BY a.workspace_id
    FOR NO KEY UPDATE OF a
),
released AS (
    UPDATE workspaces_balanceaccount a
    SET reserved = a.reserved - freed.amount
    FROM freed
    WHERE a.workspace_id = freed.workspace_id
)
SELECT state FROM taken_back
