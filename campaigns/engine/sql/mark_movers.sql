-- mark_movers: executions that wait for a rule, of those who came into a segment or left it: wait_subscription_by_event.
SELECT s.execution_id
FROM contacts_segmenttransition st
JOIN campaigns_waitsubscription s ON s.contact_id = st.contact_id AND s.event = '' AND s.workspace_id = st.workspace_id
WHERE st.id = ANY (%(transitions)s::bigint[])
