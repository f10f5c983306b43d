-- lock_run: the oldest run that enrols and whose segment is built, locked for this transaction together with its
-- campaign: whoever lets contacts into a campaign holds the campaign's row, so nobody enters while a batch does.
-- SKIP LOCKED on both: what others hold is left for later, and no two transactions wait for each other crosswise.
-- Runs of held campaigns stay where they are. `entered_at`: a round that was under way when the campaign was launched
-- has an earlier time than the launch, and nobody enters before that.
--
-- Index Scan on the partial index run_enrolling; the others by primary key.
SELECT r.id, r.workspace_id, r.campaign_id, r.version_id, r.trigger_node, r.segment_id, r.entry, r.context, r.cursor,
       c.settings, r.local_time, GREATEST(%(now)s, c.launched_at) AS entered_at
FROM campaigns_run r
JOIN campaigns_campaign c ON c.id = r.campaign_id AND c.lifecycle = 'RUNNING'
LEFT JOIN contacts_segment s ON s.id = r.segment_id
WHERE r.state = 'enrolling'
  AND r.id <> ALL (%(passed_over)s::uuid[])
  AND NOT COALESCE(s.rebuild_needed, false)
  AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = r.campaign_id)
ORDER BY r.created_at
LIMIT 1
FOR NO KEY UPDATE OF r, c SKIP LOCKED
