-- record_conversions: one conversion for each of the executions whose window is open and that has none yet.
--
-- Primary key of executions, and message_once_per_visit (execution, node, visit) for the last accepted message.
INSERT INTO campaigns_conversion (
    workspace_id, campaign_id, contact_id, execution_id, message_id, node, at, leaving, created_at
)
SELECT e.workspace_id, e.campaign_id, e.contact_id, e.id, m.id, COALESCE(m.node, ''), %(now)s,
       %(leaves)s AND e.state IN ('pending', 'processing'), %(now)s
FROM campaigns_execution e
LEFT JOIN LATERAL (
    SELECT m.id, m.node
    FROM messaging_message m
    WHERE m.execution_id = e.id AND m.state = 'accepted' AND m.settled_at <= %(now)s
    ORDER BY m.settled_at DESC, m.id DESC
    LIMIT 1
) m ON true
WHERE e.id = ANY(%(executions)s::bigint[]) AND e.created_at > %(now)s - make_interval(days => %(window)s)
ON CONFLICT (execution_id) DO NOTHING
