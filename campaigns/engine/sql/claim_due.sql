-- claim_due: locks up to `limit` due executions of one campaign, shard after shard in the order given, and fetches all
-- that a pass needs of them. Versions and runs come as text: they are only compared, and a UUID object compares a
-- hundred times slower. SKIP LOCKED: rows that another worker holds are its business.
--
-- Index Scan on execution_due (campaign, shard, due_at) per shard; the outer LIMIT stops before the shards that the
-- batch has no room for, so that two workers with different orders rarely meet.
SELECT e.id, e.contact_id, e.version_id::text, e.run_id::text, e.node, e.arrived_at IS NOT NULL, e.visit, e.context,
       e.signal
FROM unnest(%(shards)s::smallint[]) AS s (shard)
CROSS JOIN LATERAL (
    SELECT *
    FROM campaigns_execution x
    WHERE x.campaign_id = %(campaign)s AND x.shard = s.shard AND x.state = 'pending'
      AND x.due_at <= %(now)s::timestamptz
    ORDER BY x.due_at
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
) e
LIMIT %(limit)s
