-- due_endpoints: endpoints that may be called and have something due, in random order so that all get equal turns, with
-- how many of their calls failed in a row.
--
-- Walks the enabled endpoints; per endpoint one probe of webhook_delivery_due (endpoint, due_at). The LIMIT 1 is a fence:
-- without it the planner may hash every pending delivery instead.
SELECT p.id, p.workspace_id, p.failures
FROM (
    SELECT id, workspace_id, failures
    FROM workspaces_webhookendpoint
    WHERE enabled AND (blocked_until IS NULL OR blocked_until <= %(now)s)
    ORDER BY random()
) p
CROSS JOIN LATERAL (
    SELECT 1
    FROM workspaces_webhookdelivery d
    WHERE d.endpoint_id = p.id AND d.state = 'pending' AND d.due_at <= %(now)s
    ORDER BY d.due_at
    LIMIT 1
) due
LIMIT %(limit)s
