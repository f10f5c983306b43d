-- find_stuck: what of one campaign has been ready for so long (`horizon`) that somebody should have taken it: due executions;
-- messages and webhook calls that are settled but released nobody, that wait to be taken, or whose worker's lease has run
-- out. Counts stop at `cap`; with each kind its oldest moment and the executions of its oldest rows. No row where the
-- campaign may not claim, or may do so only since the horizon.
--
-- Index scans: execution_due_first (campaign, due_at), message_to_release (stream, settled_at), message_due (stream, shard,
-- not_before) once per shard, message_leased (lease_expires_at), webhook_call_to_release, webhook_call_due and
-- webhook_call_leased; each reads `cap` entries at most. The LATERAL subqueries with their LIMIT are fences: joined with the
-- campaign in one go, the whole backlog would be sorted first.
WITH claiming AS MATERIALIZED (
    SELECT c.id, %(horizon)s - make_interval(secs => COALESCE((c.settings ->> 'unknown_after')::integer, 3600)) AS unknown
    FROM campaigns_campaign c
    WHERE c.id = %(campaign)s AND c.lifecycle = 'RUNNING' AND COALESCE(c.claimable_since, '-infinity') <= %(horizon)s
      AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = c.id)
), ready (kind, execution, at) AS (
    SELECT 'due', e.*
    FROM claiming c
    CROSS JOIN LATERAL (
        SELECT x.id, x.due_at
        FROM campaigns_execution x
        WHERE x.campaign_id = c.id AND x.state = 'pending' AND x.due_at <= %(horizon)s
        ORDER BY x.due_at
        LIMIT %(cap)s
    ) e
    UNION ALL
    SELECT 'settled', m.*
    FROM claiming c
    CROSS JOIN LATERAL (
        SELECT x.execution_id, x.settled_at
        FROM messaging_message x
        WHERE x.stream_id = c.id AND x.settled_at <= %(horizon)s AND x.released_at IS NULL AND x.execution_id IS NOT NULL
          AND (x.state <> 'unknown' OR x.settled_at <= c.unknown)
        ORDER BY x.settled_at
        LIMIT %(cap)s
    ) m
    UNION ALL
    (SELECT 'queued', m.*
     FROM claiming c
     CROSS JOIN generate_series(0, %(last_shard)s) AS s (shard)
     CROSS JOIN LATERAL (
         SELECT x.execution_id, x.not_before
         FROM messaging_message x
         WHERE x.stream_id = c.id AND x.shard = s.shard AND x.state = 'queued' AND x.not_before <= %(horizon)s
         ORDER BY x.not_before
         LIMIT %(cap)s
     ) m
     LIMIT %(cap)s)
    UNION ALL
    (SELECT 'leased', m.execution_id, m.lease_expires_at
     FROM messaging_message m
     WHERE m.state = 'sending' AND m.lease_expires_at <= %(horizon)s AND m.stream_id = (SELECT id FROM claiming)
     ORDER BY m.lease_expires_at
     LIMIT %(cap)s)
    UNION ALL
    SELECT 'settled', w.*
    FROM claiming c
    CROSS JOIN LATERAL (
        SELECT x.execution_id, x.settled_at
        FROM campaigns_webhookcall x
        WHERE x.campaign_id = c.id AND x.settled_at <= %(horizon)s AND x.released_at IS NULL
        ORDER BY x.settled_at
        LIMIT %(cap)s
    ) w
    UNION ALL
    SELECT 'queued', w.*
    FROM claiming c
    CROSS JOIN LATERAL (
        SELECT x.execution_id, x.due_at
        FROM campaigns_webhookcall x
        WHERE x.campaign_id = c.id AND x.state = 'pending' AND x.due_at <= %(horizon)s
        ORDER BY x.due_at
        LIMIT %(cap)s
    ) w
    UNION ALL
    (SELECT 'leased', w.execution_id, w.lease_until
     FROM campaigns_webhookcall w
     WHERE w.state = 'sending' AND w.lease_until <= %(horizon)s AND w.campaign_id = (SELECT id FROM claiming)
     ORDER BY w.lease_until
     LIMIT %(cap)s)
)
SELECT kind, count(*), min(at), (array_agg(execution ORDER BY at) FILTER (WHERE execution IS NOT NULL))[1:%(sample)s]
FROM ready
GROUP BY kind
