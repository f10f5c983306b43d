-- enrol_all: a batch of the workspace's contacts becomes executions that are due at once; who is in already is passed
-- over, which may stand in the place of ON CONFLICT because the campaign's row is locked. OFFSET 0 has earlier executions
-- looked up contact by contact: of contacts that were imported a moment ago the planner expects one, and a join would
-- compare each of them with all rows of the batch. `barred` is the re-entry policy, `entry_rule` a further condition on
-- the contact or nothing, `zones` and `due_at` the moment at which each enters: placeholders only.
--
-- Index Only Scans on contact_by_key (workspace, id) and execution_once_per_entry (campaign, contact, entry).
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
SELECT %(workspace)s, %(campaign)s, %(run)s, %(version)s, c.id, %(entry)s, %(node)s, {due_at}, %(context)s::jsonb,
       %(now)s
FROM contacts_contact c
{zones}
WHERE c.workspace_id = %(workspace)s AND c.id > %(cursor)s AND c.id <= %(last)s
  AND NOT EXISTS (
      SELECT 1
      FROM campaigns_execution e
      WHERE e.campaign_id = %(campaign)s AND e.contact_id = c.id AND {barred}
      OFFSET 0
  )
  {entry_rule}
ORDER BY c.id
