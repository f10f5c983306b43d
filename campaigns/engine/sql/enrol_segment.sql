-- enrol_segment: a batch of a segment's members becomes executions; otherwise as enrol_all.
--
-- Index Only Scan on the unique index of memberships (segment, contact); conflicts by execution_once_per_entry.
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
SELECT %(workspace)s, %(campaign)s, %(run)s, %(version)s, contact_id, %(entry)s, %(node)s, %(now)s, %(context)s::jsonb, %(now)s
FROM contacts_segmentmembership
WHERE segment_id = %(segment)s AND contact_id > %(cursor)s AND contact_id <= %(last)s
ORDER BY contact_id
ON CONFLICT (campaign_id, contact_id, entry) DO NOTHING
