-- The settings, live flow and draft of each campaign of the workspace, by name; archived campaigns don't count.
-- Plan: the campaigns of the workspace, and the flow versions of each by their campaign.
SELECT c.id, c.name,
       (jsonb_build_array(c.settings) || COALESCE(jsonb_agg(v.document) FILTER (WHERE v.id IS NOT NULL), '[]'))::text
FROM campaigns_campaign c
LEFT JOIN campaigns_flowversion v ON v.campaign_id = c.id AND (v.id = c.live_version_id OR v.state = 'draft')
WHERE c.workspace_id = %(workspace)s AND c.lifecycle <> 'ARCHIVED'
GROUP BY c.id
ORDER BY c.name, c.id
