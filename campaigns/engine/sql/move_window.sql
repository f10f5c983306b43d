-- move_window: the next stretch of a campaign's executions in the order of their contacts: how many, the last one's key,
-- and on which older versions some of them are still on their way. Bounded by what it looks at, not by what it finds.
-- Takes no lock.
--
-- Index Scan on execution_once_per_entry (campaign, contact, entry) from the cursor on.
WITH stretch AS MATERIALIZED (
    SELECT e.contact_id, e.entry, e.version_id, e.state
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s AND (e.contact_id, e.entry) > (%(contact)s, %(entry)s)
    ORDER BY e.contact_id, e.entry
    LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM stretch), last.contact_id, last.entry,
       ARRAY(
           SELECT DISTINCT version_id
           FROM stretch
           WHERE state IN ('pending', 'processing') AND version_id = ANY(%(olds)s::uuid[])
       )
FROM (SELECT contact_id, entry FROM stretch ORDER BY contact_id DESC, entry DESC LIMIT 1) last
