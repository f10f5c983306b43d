-- claim_events: takes the oldest events that nobody has routed. SKIP LOCKED: what another process routes is its business.
--
-- Index Scan on the partial index event_to_route.
SELECT id, workspace_id, name
FROM contacts_event
WHERE routed_at IS NULL
ORDER BY id
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
