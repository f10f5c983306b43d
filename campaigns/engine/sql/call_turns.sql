-- call_turns: it is the turn of these executions, which may have been told a later moment. One that somebody holds at this
-- moment is called by the next who comes to the gate.
--
-- Primary key.
WITH late AS MATERIALIZED (
    SELECT x.id
    FROM campaigns_execution x
    WHERE x.id = ANY (%(executions)s::bigint[]) AND x.state = 'pending' AND x.due_at > %(now)s
    ORDER BY x.id
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE campaigns_execution e
SET due_at = %(now)s
FROM late
WHERE e.id = late.id
