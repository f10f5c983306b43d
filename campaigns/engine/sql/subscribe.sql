-- subscribe: executions that rest at a node wait for something besides their moment. They are armed once this has been
-- committed: only then does everybody see them.
INSERT INTO campaigns_waitsubscription (
    execution_id, workspace_id, campaign_id, contact_id, version_id, node, kind, event, since
)
SELECT w.execution_id, %(workspace)s, %(campaign)s, w.contact_id, %(version)s, %(node)s, %(kind)s, %(event)s, %(now)s
FROM unnest(%(executions)s::bigint[], %(contacts)s::uuid[]) AS w (execution_id, contact_id)
ORDER BY w.execution_id
ON CONFLICT (execution_id) DO UPDATE
SET version_id = EXCLUDED.version_id, node = EXCLUDED.node, kind = EXCLUDED.kind, event = EXCLUDED.event,
    since = EXCLUDED.since, armed_at = NULL
