-- find_operable: looks at the next executions of a campaign, in the order of their contacts: which of them an operator's
-- order means, how many were looked at, and where that ended. Takes no lock: whoever acts on them asks again under the
-- campaign's exclusive lock. What it looks at is bounded, not what it finds: an order over a few of millions stays short.
--
-- Index Scan on execution_once_per_entry (campaign, contact, entry) from the cursor on, or, where only failed or skipped
-- ones are meant (`early`), on the partial index execution_ended_early. Named executions: primary key, then a sort.
WITH walked AS MATERIALIZED (
    SELECT e.id, e.contact_id, e.entry, e.state, e.node, e.created_at
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s
      AND (%(ids)s::bigint[] IS NULL OR e.id = ANY(%(ids)s::bigint[]))
      AND (%(contacts)s::uuid[] IS NULL OR e.contact_id = ANY(%(contacts)s::uuid[]))
      AND (NOT %(early)s OR e.state IN ('failed', 'skipped'))
      AND (e.contact_id, e.entry) > (%(contact)s, %(entry)s)
    ORDER BY e.contact_id, e.entry
    LIMIT %(limit)s
)
SELECT array(
           SELECT id FROM walked
           WHERE state = ANY(%(states)s::text[]) AND (%(node)s::text IS NULL OR node = %(node)s)
             AND created_at <= %(until)s
       ),
       (SELECT count(*) FROM walked), last.contact_id, last.entry
FROM (SELECT 1) one
LEFT JOIN LATERAL (SELECT contact_id, entry FROM walked ORDER BY contact_id DESC, entry DESC LIMIT 1) last ON true
