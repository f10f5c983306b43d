-- claim_transitions: takes the oldest entries into and exits from segments that nobody has routed.
--
-- Index Scan on the partial index segment_transition_to_route.
SELECT id, workspace_id, segment_id, kind
FROM contacts_segmenttransition
WHERE routed_at IS NULL
ORDER BY id
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
