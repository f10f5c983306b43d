-- mark_for_arming: waits for rules have to be looked at. `meant` selects their executions. Also marked is what is marked
-- already: an arming that is just looking at it may have asked its rule before the change that this tells of, and only
-- by waiting for its lock is the mark set after it has taken it away. Locked in the order of the ids, as everywhere.
--
-- Primary key.
WITH meant AS MATERIALIZED (
    SELECT x.execution_id
    FROM campaigns_waitsubscription x
    WHERE x.kind = 'rule' AND x.execution_id IN (
        {meant}
    )
    ORDER BY x.execution_id
    FOR NO KEY UPDATE
)
UPDATE campaigns_waitsubscription w
SET armed_at = NULL
FROM meant
WHERE w.execution_id = meant.execution_id
