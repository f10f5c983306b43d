-- enrol_all: a batch of the workspace's contacts becomes executions that are due at once; who is in already is passed
-- over. An anti-join costs a quarter less than ON CONFLICT, and may stand in its place because the campaign's row is
-- locked. Its own bounds on the contact keep it from reading the campaign's earlier batches. `barred` is the re-entry
-- policy, `entry_rule` a further condition on the contact or nothing: placeholders only.
--
-- Index Only Scans on contact_by_key (workspace, id) and execution_once_per_entry (campaign, contact, entry).
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
SELECT %(workspace)s, %(campaign)s, %(run)s, %(version)s, c.id, %(entry)s, %(node)s, %(now)s, %(context)s::jsonb, %(now)s
FROM contacts_contact c
WHERE c.workspace_id = %(workspace)s AND c.id > %(cursor)s AND c.id <= %(last)s
  AND NOT EXISTS (
      SELECT 1
      FROM campaigns_execution e
      WHERE e.campaign_id = %(campaign)s AND e.contact_id = c.id AND {barred}
        AND e.contact_id > %(cursor)s AND e.contact_id <= %(last)s
  )
  {entry_rule}
ORDER BY c.id
