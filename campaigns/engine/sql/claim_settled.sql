-- claim_settled: locks up to `limit` settled messages of one campaign whose executions still rest beside them. Messages
-- of unknown outcome come along once they have been so for `unknown_after` seconds.
--
-- Index Scan on message_to_release (stream, settled_at).
SELECT m.id, m.execution_id, m.node, m.visit, m.state, m.reason, m.leg
FROM messaging_message m
WHERE m.stream_id = %(campaign)s AND m.settled_at <= %(now)s AND m.released_at IS NULL AND m.execution_id IS NOT NULL
  AND (m.state <> 'unknown' OR m.settled_at <= %(now)s - make_interval(secs => %(unknown_after)s))
ORDER BY m.settled_at
LIMIT %(limit)s
FOR NO KEY UPDATE SKIP LOCKED
