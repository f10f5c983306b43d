-- find_work: campaigns that have something to do now, in random order: the shards to look into for due executions, in
-- random order, and whether messages and HTTP calls of theirs are settled. A cancelled campaign that is still ending has
-- everything due at once.
--
-- Walks the partial index campaign_with_work; a held campaign drops out before its backlog is looked at. Per campaign one
-- probe each of execution_due_first (campaign, due_at), message_to_release (stream, settled_at) and
-- webhook_call_to_release (campaign, settled_at): whoever claims finds out which shards are empty, at the same price, for
-- the few campaigns that have work.
-- The LIMIT 1 subqueries are fences: without them the planner may hash every pending row of the table instead. Their
-- ORDER BY is the index's own order: without it, while statistics still say that most rows are due, a sequential scan
-- looks as if it met one at once.
SELECT c.id,
       c.workspace_id,
       CASE WHEN due.found IS NOT NULL
            THEN ARRAY(SELECT s FROM generate_series(0, %(last_shard)s) AS s ORDER BY random()) END,
       settled.found IS NOT NULL,
       called.found IS NOT NULL
FROM (
    SELECT id,
           workspace_id,
           CASE WHEN lifecycle = 'CANCELLED' THEN 'infinity'::timestamptz ELSE %(now)s END AS horizon,
           CASE WHEN lifecycle = 'CANCELLED' THEN 0
                ELSE COALESCE((settings ->> 'unknown_after')::integer, 3600) END AS unknown_after
    FROM campaigns_campaign
    WHERE (lifecycle = 'RUNNING' OR (lifecycle = 'CANCELLED' AND completed_at IS NULL))
      AND (lifecycle = 'CANCELLED'
           OR NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = campaigns_campaign.id))
    ORDER BY random()
) c
LEFT JOIN LATERAL (
    SELECT 1 AS found
    FROM campaigns_execution e
    WHERE e.campaign_id = c.id AND e.state = 'pending' AND e.due_at <= c.horizon
    ORDER BY e.due_at
    LIMIT 1
) due ON true
LEFT JOIN LATERAL (
    SELECT 1 AS found
    FROM messaging_message m
    WHERE m.stream_id = c.id AND m.settled_at <= %(now)s AND m.released_at IS NULL AND m.execution_id IS NOT NULL
      AND (m.state <> 'unknown' OR m.settled_at <= %(now)s - make_interval(secs => c.unknown_after))
    ORDER BY m.settled_at
    LIMIT 1
) settled ON true
LEFT JOIN LATERAL (
    SELECT 1 AS found
    FROM campaigns_webhookcall w
    WHERE w.campaign_id = c.id AND w.settled_at <= %(now)s AND w.released_at IS NULL
    ORDER BY w.settled_at
    LIMIT 1
) called ON true
WHERE due.found IS NOT NULL OR settled.found IS NOT NULL OR called.found IS NOT NULL
LIMIT %(limit)s
