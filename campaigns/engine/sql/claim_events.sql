-- claim_events: takes the oldest events that nobody has routed, and marks them: the mark stands if the transaction does.
-- SKIP LOCKED: what another process routes is its business.
--
-- Index Scan on the partial index event_to_route.
WITH picked AS MATERIALIZED (
    SELECT id FROM contacts_event WHERE routed_at IS NULL ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE contacts_event e
SET routed_at = %(now)s
FROM picked
WHERE e.id = picked.id
RETURNING e.id, e.workspace_id, e.name
