-- find_operable: the next executions of a campaign, in the order of their contacts, on which an operator's order may act.
-- Takes no lock: whoever acts on them checks again under the campaign's exclusive lock.
--
-- Index Scan on execution_once_per_entry (campaign, contact, entry) from the cursor on; for failed ones on the partial
-- index execution_ended_early.
SELECT e.id, e.contact_id, e.entry
FROM campaigns_execution e
WHERE e.campaign_id = %(campaign)s AND e.state = ANY(%(states)s::text[])
  AND (%(node)s::text IS NULL OR e.node = %(node)s)
  AND (%(ids)s::bigint[] IS NULL OR e.id = ANY(%(ids)s::bigint[]))
  AND e.created_at <= %(until)s
  AND (e.contact_id, e.entry) > (%(contact)s, %(entry)s)
ORDER BY e.contact_id, e.entry
LIMIT %(limit)s
