-- The trigger nodes of the campaigns' flows: of what is live, or of the draft where nothing was published yet.
-- Plan: primary keys of campaigns, then of their live versions or the index flow_one_draft; documents stay in the server.
SELECT c.id, node ->> 'id', node ->> 'type', coalesce(node ->> 'name', ''), coalesce(node -> 'config', '{}')::text
FROM campaigns_campaign c
JOIN campaigns_flowversion v
  ON v.campaign_id = c.id AND (v.id = c.live_version_id OR (c.live_version_id IS NULL AND v.state = 'draft'))
CROSS JOIN LATERAL jsonb_path_query(v.document, '$.nodes[*] ? (@.type starts with "trigger_")') AS node
WHERE c.workspace_id = %(workspace)s AND c.id = ANY(%(campaigns)s)
ORDER BY c.id
