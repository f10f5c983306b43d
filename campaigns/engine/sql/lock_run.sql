-- lock_run: the oldest run that enrols, that nobody else is at, and whose segment is built, locked for this transaction.
-- Runs of held campaigns stay where they are.
--
-- Index Scan on the partial index run_enrolling.
SELECT r.id, r.workspace_id, r.campaign_id, r.version_id, r.trigger_node, r.segment_id, r.entry, r.context, r.cursor
FROM campaigns_run r
LEFT JOIN contacts_segment s ON s.id = r.segment_id
WHERE r.state = 'enrolling'
  AND r.id <> ALL (%(passed_over)s::uuid[])
  AND NOT COALESCE(s.rebuild_needed, false)
  AND EXISTS (SELECT 1 FROM campaigns_campaign c WHERE c.id = r.campaign_id AND c.lifecycle = 'RUNNING')
  AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = r.campaign_id)
ORDER BY r.created_at
LIMIT 1
FOR NO KEY UPDATE OF r SKIP LOCKED
