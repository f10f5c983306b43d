-- claim_event: takes this event, if nobody has routed it and nobody is at it. Primary key, in the month of the event.
SELECT id, workspace_id, name, created_at
FROM contacts_event
WHERE id = %(id)s AND created_at = %(created_at)s AND routed_at IS NULL
FOR NO KEY UPDATE SKIP LOCKED
