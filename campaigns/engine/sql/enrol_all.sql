-- enrol_all: a batch of the workspace's contacts becomes executions that are due at once. Who is in already is passed
-- over: by a concurrent call, by an earlier batch that was repeated, or as the campaign lets everybody in once only.
--
-- Index Only Scan on contact_by_key (workspace, id); conflicts by execution_once_per_entry.
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
SELECT %(workspace)s, %(campaign)s, %(run)s, %(version)s, id, %(entry)s, %(node)s, %(now)s, %(context)s::jsonb, %(now)s
FROM contacts_contact
WHERE workspace_id = %(workspace)s AND id > %(cursor)s AND id <= %(last)s
ORDER BY id
ON CONFLICT (campaign_id, contact_id, entry) DO NOTHING
