-- find_listeners: the active triggers that listen to any of the given subjects: events by name, segments by id.
-- Asked twice: first for which campaigns to lock, and again under the locks, as triggers change with their campaign.
--
-- Index Scans on the partial indexes trigger_by_event and trigger_by_segment.
SELECT t.campaign_id, t.workspace_id, t.version_id, t.type, t.node, t.config ->> 'event', t.config -> 'filter', t.since,
       t.id
FROM unnest(%(workspaces)s::uuid[], %(subjects)s::text[]) AS asked (workspace_id, subject)
JOIN campaigns_trigger t ON t.workspace_id = asked.workspace_id
WHERE t.active AND t.type = 'trigger_event' AND t.config ->> 'event' = asked.subject AND t.since IS NOT NULL
  AND %(events)s
UNION ALL
SELECT t.campaign_id, t.workspace_id, t.version_id, t.type, t.node, t.config ->> 'segment', NULL, t.since, t.id
FROM unnest(%(workspaces)s::uuid[], %(subjects)s::text[]) AS asked (workspace_id, subject)
JOIN campaigns_trigger t ON t.workspace_id = asked.workspace_id
WHERE t.active AND t.type IN ('trigger_segment_entry', 'trigger_segment_exit')
  AND t.config ->> 'segment' = asked.subject AND t.since IS NOT NULL AND NOT %(events)s
ORDER BY 1, 9
