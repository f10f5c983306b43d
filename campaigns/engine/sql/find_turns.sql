-- find_turns: where these executions stand in the queue in front of a throttle (0 is the first), and since when.
--
-- Index Only Scan on the partial index wait_subscription_turns, over the queue.
SELECT q.execution_id, q.place, q.since
FROM (
    SELECT s.execution_id, s.since, row_number() OVER (ORDER BY s.since, s.execution_id) - 1 AS place
    FROM campaigns_waitsubscription s
    WHERE s.campaign_id = %(campaign)s AND s.node = %(node)s AND s.kind = 'turn'
) q
WHERE q.execution_id = ANY (%(executions)s::bigint[])
