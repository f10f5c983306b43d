-- campaign_state: the campaign of a pass, or no row where it may not claim. Runs after its shared advisory lock was
-- taken, as a statement of its own, so that its snapshot sees every hold that a pause has committed.
--
-- Primary keys, the unique index of the holds, and the partial index conversion_leaving.
SELECT c.workspace_id, c.name, w.name, c.lifecycle = 'CANCELLED',
       COALESCE((c.settings ->> 'unknown_after')::integer, 3600),
       c.settings -> 'exit_rules', c.settings -> 'goal',
       EXISTS (SELECT 1 FROM campaigns_conversion v WHERE v.campaign_id = c.id AND v.leaving)
FROM campaigns_campaign c
JOIN workspaces_workspace w ON w.id = c.workspace_id
WHERE c.id = %(campaign)s
  AND ((c.lifecycle = 'RUNNING'
        AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = c.id))
       OR (c.lifecycle = 'CANCELLED' AND c.completed_at IS NULL))
