-- wake_leavers: executions that are to end for their goal become due; the pass that claims them ends them. One that a
-- pass holds just now, or whose message is on its way, is met by a later call or ends when it comes back by itself.
--
-- Walks the partial index conversion_leaving; executions by primary key.
WITH late AS MATERIALIZED (
    SELECT x.id
    FROM campaigns_conversion v
    JOIN campaigns_execution x ON x.id = v.execution_id
    WHERE v.leaving AND x.state = 'pending' AND x.due_at > %(now)s
    LIMIT 20000
    FOR NO KEY UPDATE OF x SKIP LOCKED
)
UPDATE campaigns_execution e
SET due_at = %(now)s
FROM late
WHERE e.id = late.id
