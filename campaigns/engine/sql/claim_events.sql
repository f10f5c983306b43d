-- claim_events: takes the oldest events that nobody has routed. SKIP LOCKED: what another process routes is its business.
--
-- Merge Append over Index Scans on the partial index event_to_route of each month; those of past months are empty.
SELECT id, workspace_id, name, created_at
FROM contacts_event
WHERE routed_at IS NULL
ORDER BY id
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
