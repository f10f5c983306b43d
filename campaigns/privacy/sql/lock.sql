-- lock: the executions of contacts, in the order of their keys, as the engine's passes take them. Plan: execution_by_contact.
SELECT id FROM campaigns_execution
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
ORDER BY id FOR UPDATE
