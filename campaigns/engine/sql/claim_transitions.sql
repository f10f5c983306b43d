-- claim_transitions: takes the oldest entries into and exits from segments that nobody has routed, and marks them.
--
-- Index Scan on the partial index segment_transition_to_route.
WITH picked AS MATERIALIZED (
    SELECT id
    FROM contacts_segmenttransition
    WHERE routed_at IS NULL
    ORDER BY id
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE contacts_segmenttransition t
SET routed_at = %(now)s
FROM picked
WHERE t.id = picked.id
RETURNING t.id, t.workspace_id, t.segment_id, t.kind
