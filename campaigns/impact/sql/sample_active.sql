-- sample_active: up to about `limit` of those who are on their way in a campaign, each with what set it off. Shards are
-- random slices of the contacts, so an equal part of each is a fair sample; those beside a message are looked for among
-- the campaign's last contacts only, which bounds the search.
--
-- Index Scan on execution_due (campaign, shard, due_at) per shard; backwards on execution_once_per_entry for the others.
SELECT p.contact_id, p.context
FROM generate_series(0, %(last_shard)s) AS s (shard)
CROSS JOIN LATERAL (
    SELECT e.contact_id, e.context
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s AND e.shard = s.shard AND e.state = 'pending'
    ORDER BY e.due_at
    LIMIT %(per_shard)s
) p
UNION ALL
SELECT contact_id, context
FROM (
    SELECT e.contact_id, e.context, e.state
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s
    ORDER BY e.contact_id DESC, e.entry DESC
    LIMIT %(limit)s
) latest
WHERE state = 'processing'
