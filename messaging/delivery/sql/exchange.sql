-- exchange: settles the outcomes of one chunk and marks the next one as dispatched, in one statement and one commit.
--
-- Only the worker's own attempt is touched: an expired lease may have given the row to somebody else. A message may be
-- handed to the provider only if its id comes back as `dispatched`; one whose stream was paused or stopped since the
-- claim does not. `dispatched_at` is in no index, so that marking is a heap-only update. `state || ''` keeps the planner
-- from reading the partial index of all leased messages, dead entries included, instead of the primary key.
--
-- `repeatable_until` is set where the provider knows a key again (null otherwise, as `repeatable` is), and stays only
-- while the provider may have the message.
--
-- What a message costs stays on it as long as the provider has it, or may have it; the balance itself follows in the same
-- transaction (balance_settle).
--
-- What was counted against a daily limit and was not sent after all gives its room back, to the day that it was taken
-- from; the days' rows are locked in the order in which claims lock them.
--
-- A sender's limits get back what was counted for such messages (give_back_usage); the days' rows come first, as in claims.
WITH settled AS (
    UPDATE messaging_message m
    SET state = o.state,
        reason = o.reason,
        reason_detail = o.detail,
        provider_message_id = o.provider_id,
        not_before = COALESCE(o.not_before, m.not_before),
        tries = m.tries + o.tried,
        cost = CASE WHEN o.in_doubt OR o.state IN ('accepted', 'unknown') THEN m.cost END,
        repeatable_until = CASE WHEN o.in_doubt THEN m.repeatable_until END,
        lease_expires_at = NULL,
        dispatched_at = CASE WHEN o.state = 'queued' THEN NULL ELSE m.dispatched_at END,
        settled_at = CASE WHEN o.state = 'queued' THEN NULL ELSE COALESCE(%(now)s, clock_timestamp()) END
    FROM unnest(
        %(ids)s::bigint[], %(attempts)s::integer[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[],
        %(provider_ids)s::text[], %(not_befores)s::timestamptz[], %(tried)s::smallint[],
        %(in_doubt)s::boolean[]
    ) AS o (id, attempt, state, reason, detail, provider_id, not_before, tried, in_doubt)
    WHERE m.id = o.id AND m.state || '' = 'sending' AND m.attempt = o.attempt
    RETURNING m.id, m.stream_id, m.counted_on, m.sender_id, m.paced_at, m.state
),
returned AS (
    SELECT stream_id, counted_on AS day, count(*) AS number
    FROM settled
    WHERE counted_on IS NOT NULL AND state NOT IN ('accepted', 'unknown')
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
    FROM settled
    WHERE paced_at IS NOT NULL AND state NOT IN ('accepted', 'unknown')
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
dispatched AS (
    UPDATE messaging_message m
    SET dispatched_at = COALESCE(%(now)s, clock_timestamp()),
        repeatable_until = COALESCE(
            m.repeatable_until, COALESCE(%(now)s, clock_timestamp()) + make_interval(secs => %(repeatable)s)
        )
    FROM unnest(%(next_ids)s::bigint[], %(next_attempts)s::integer[]) AS n (id, attempt)
    WHERE m.id = n.id AND m.state || '' = 'sending' AND m.attempt = n.attempt AND m.dispatched_at IS NULL
      AND EXISTS (SELECT 1 FROM messaging_messagestream s WHERE s.id = m.stream_id AND s.claimable)
    RETURNING m.id
)
SELECT 'settled', id FROM settled
UNION ALL
SELECT 'dispatched', id FROM dispatched
