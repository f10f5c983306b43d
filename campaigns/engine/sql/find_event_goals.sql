-- find_event_goals: the campaigns that count one of the given events as their goal.
--
-- Index Scan on the partial index campaign_by_goal_event.
SELECT c.id
FROM unnest(%(workspaces)s::uuid[], %(names)s::text[]) AS asked (workspace_id, name)
JOIN campaigns_campaign c ON c.workspace_id = asked.workspace_id
WHERE c.settings #>> '{goal,event}' = asked.name AND c.settings #> '{goal,event}' IS NOT NULL
  AND c.lifecycle = ANY (%(counted)s)
