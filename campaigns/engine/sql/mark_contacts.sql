-- mark_contacts: executions that wait for a rule, of contacts of a workspace: wait_subscription_by_event (contact, event).
SELECT s.execution_id
FROM campaigns_waitsubscription s
WHERE s.contact_id = ANY (%(contacts)s::uuid[]) AND s.event = '' AND s.workspace_id = %(workspace)s
