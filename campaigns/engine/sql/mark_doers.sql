-- mark_doers: executions that wait for a rule, of those who did these events: wait_subscription_by_event (contact, event).
SELECT s.execution_id
FROM contacts_event ev
JOIN campaigns_waitsubscription s ON s.contact_id = ev.contact_id AND s.event = '' AND s.workspace_id = ev.workspace_id
WHERE ev.id = ANY (%(events)s::bigint[]) AND ev.created_at >= %(earliest)s::timestamptz
