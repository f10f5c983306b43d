-- record_conversions: one conversion for each of the executions whose window is open and that has none yet.
--
-- Notes the ways by which each had gone on so far (a port of "" where a test held it out), as comparing variants
-- needs them; triggers count them.
-- Primary key of executions, the execution's index on steps, and message_once_per_visit (execution, node, visit) for the
-- last accepted message.
INSERT INTO campaigns_conversion (
    workspace_id, campaign_id, contact_id, execution_id, message_id, node, ways, at, leaving, created_at
)
SELECT e.workspace_id, e.campaign_id, e.contact_id, e.id, m.id, COALESCE(m.node, ''), COALESCE(w.ways, '[]'), %(now)s,
       %(leaves)s AND e.state IN ('pending', 'processing'), %(now)s
FROM campaigns_execution e
LEFT JOIN LATERAL (
    SELECT m.id, m.node
    FROM messaging_message m
    WHERE m.execution_id = e.id AND m.state = 'accepted' AND m.settled_at <= %(now)s
    ORDER BY m.settled_at DESC, m.id DESC
    LIMIT 1
) m ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(DISTINCT jsonb_build_array(s.node, s.port)) AS ways
    FROM campaigns_step s
    WHERE s.execution_id = e.id AND (s.outcome = 'passed' OR (s.outcome = 'completed' AND s.reason = 'holdout'))
) w ON true
WHERE e.id = ANY(%(executions)s::bigint[]) AND e.created_at > %(now)s - make_interval(days => %(window)s)
ON CONFLICT (execution_id) DO NOTHING
