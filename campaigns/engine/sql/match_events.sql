-- match_events: which of these events ends which of these waits, as far as names and times say, by wait node.
-- An event counts that was recorded after the wait began and before its end.
--
-- Primary key of events, wait_subscription_by_event (contact, event), primary key of executions.
SELECT s.workspace_id, s.campaign_id, s.version_id, s.node, array_agg(s.execution_id), array_agg(ev.id),
       min(ev.created_at)
FROM contacts_event ev
JOIN campaigns_waitsubscription s ON s.contact_id = ev.contact_id AND s.event = ev.name AND s.workspace_id = ev.workspace_id
JOIN campaigns_execution e ON e.id = s.execution_id
WHERE ev.id = ANY (%(events)s::bigint[]) AND ev.created_at >= %(earliest)s::timestamptz
  AND s.execution_id = ANY (%(executions)s::bigint[])
  AND ev.created_at > s.since AND ev.created_at < e.due_at
GROUP BY s.workspace_id, s.campaign_id, s.version_id, s.node
