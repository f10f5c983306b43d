-- stuck_campaigns: which campaigns of a workspace have something that was ready by `horizon` and that nobody took; what
-- counts is told in find_stuck, how many of all workspaces in count_stuck.
--
-- Walks the partial index campaign_with_work; per campaign one probe each of execution_due_first, message_to_release,
-- webhook_call_to_release and webhook_call_due, and of message_due one per shard, until one finds something. Expired
-- leases are few, and found by message_leased and webhook_call_leased.
-- The LIMIT 1 subqueries with the index's own order are fences, as in find_work.
WITH claiming AS MATERIALIZED (
    SELECT c.id, c.name,
           %(horizon)s - make_interval(secs => COALESCE((c.settings ->> 'unknown_after')::integer, 3600)) AS unknown
    FROM campaigns_campaign c
    WHERE c.workspace_id = %(workspace)s AND c.lifecycle = 'RUNNING'
      AND COALESCE(c.claimable_since, '-infinity') <= %(horizon)s
      AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = c.id)
), leased (campaign) AS (
    SELECT m.stream_id FROM messaging_message m WHERE m.state = 'sending' AND m.lease_expires_at <= %(horizon)s
    UNION
    SELECT w.campaign_id FROM campaigns_webhookcall w WHERE w.state = 'sending' AND w.lease_until <= %(horizon)s
)
SELECT c.id, c.name
FROM claiming c
WHERE c.id IN (SELECT campaign FROM leased)
   OR (
       SELECT true FROM campaigns_execution e
       WHERE e.campaign_id = c.id AND e.state = 'pending' AND e.due_at <= %(horizon)s
       ORDER BY e.due_at LIMIT 1
   )
   OR (
       SELECT true FROM messaging_message m
       WHERE m.stream_id = c.id AND m.settled_at <= %(horizon)s AND m.released_at IS NULL AND m.execution_id IS NOT NULL
         AND (m.state <> 'unknown' OR m.settled_at <= c.unknown)
       ORDER BY m.settled_at LIMIT 1
   )
   OR (
       SELECT true
       FROM generate_series(0, %(last_shard)s) AS s (shard)
       CROSS JOIN LATERAL (
           SELECT 1 FROM messaging_message m
           WHERE m.stream_id = c.id AND m.shard = s.shard AND m.state = 'queued' AND m.not_before <= %(horizon)s
           ORDER BY m.not_before LIMIT 1
       ) hit
       LIMIT 1
   )
   OR (
       SELECT true FROM campaigns_webhookcall w
       WHERE w.campaign_id = c.id AND w.settled_at <= %(horizon)s AND w.released_at IS NULL
       ORDER BY w.settled_at LIMIT 1
   )
   OR (
       SELECT true FROM campaigns_webhookcall w
       WHERE w.campaign_id = c.id AND w.state = 'pending' AND w.due_at <= %(horizon)s
       ORDER BY w.due_at LIMIT 1
   )
ORDER BY c.id
LIMIT %(limit)s
