-- match_missed: the columns of match_events, for whatever events the contacts of these waiting executions did since.
--
-- Primary keys of executions and subscriptions, event_by_contact (contact, name, time).
SELECT s.workspace_id, s.campaign_id, s.version_id, s.node, array_agg(s.execution_id), array_agg(ev.id),
       min(ev.created_at)
FROM campaigns_waitsubscription s
JOIN campaigns_execution e ON e.id = s.execution_id
JOIN contacts_event ev ON ev.contact_id = s.contact_id AND ev.name = s.event AND ev.workspace_id = s.workspace_id
WHERE s.execution_id = ANY (%(executions)s::bigint[]) AND s.kind = 'event'
  AND ev.created_at > s.since AND ev.created_at < e.due_at
GROUP BY s.workspace_id, s.campaign_id, s.version_id, s.node
