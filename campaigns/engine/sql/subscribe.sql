-- subscribe: executions that rest at a node wait for something besides their moment. They are armed once this has been
-- committed: only then does everybody see them. A turn is asked for at its gate only, and needs no arming.
INSERT INTO campaigns_waitsubscription (
    execution_id, workspace_id, campaign_id, contact_id, version_id, node, kind, event, since, armed_at
)
SELECT w.execution_id, %(workspace)s, %(campaign)s, w.contact_id, %(version)s, %(node)s, %(kind)s::text, %(event)s,
       COALESCE(w.since, %(now)s::timestamptz), CASE WHEN %(kind)s::text = 'turn' THEN %(now)s::timestamptz END
FROM unnest(%(executions)s::bigint[], %(contacts)s::uuid[], %(sinces)s::timestamptz[]) AS w (execution_id, contact_id, since)
ORDER BY w.execution_id
ON CONFLICT (execution_id) DO UPDATE
SET version_id = EXCLUDED.version_id, node = EXCLUDED.node, kind = EXCLUDED.kind, event = EXCLUDED.event,
    since = EXCLUDED.since, armed_at = EXCLUDED.armed_at
