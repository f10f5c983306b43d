-- enrol_segment: a batch of a segment's members becomes executions; otherwise as enrol_all.
--
-- Index Only Scans on the memberships' unique index (segment, contact) and execution_once_per_entry.
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
SELECT %(workspace)s, %(campaign)s, %(run)s, %(version)s, m.contact_id, %(entry)s, %(node)s, {due_at}, %(context)s::jsonb,
       %(now)s
FROM contacts_segmentmembership m
{zones}
WHERE m.segment_id = %(segment)s AND m.contact_id > %(cursor)s AND m.contact_id <= %(last)s
  AND NOT EXISTS (
      SELECT 1
      FROM campaigns_execution e
      WHERE e.campaign_id = %(campaign)s AND e.contact_id = m.contact_id AND {barred}
      OFFSET 0
  )
  {entry_rule}
ORDER BY m.contact_id
