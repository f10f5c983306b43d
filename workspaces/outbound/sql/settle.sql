-- settle: what became of attempts: delivered, failed, or pending again after `waits` seconds. A worker can only report its
-- own attempt: a delivery that was taken from it keeps what the later attempt finds.
--
-- Primary key.
UPDATE workspaces_webhookdelivery d
SET state = r.state,
    tries = d.tries + 1,
    status = r.status,
    reason = r.reason,
    message = r.message,
    excerpt = r.excerpt,
    milliseconds = r.milliseconds,
    lease_until = NULL,
    tried_at = %(now)s,
    due_at = CASE WHEN r.state = 'pending' THEN %(now)s::timestamptz + make_interval(secs => r.wait) ELSE d.due_at END,
    settled_at = CASE WHEN r.state <> 'pending' THEN %(now)s::timestamptz END
FROM unnest(
    %(ids)s::bigint[], %(attempts)s::integer[], %(states)s::text[], %(statuses)s::smallint[], %(reasons)s::text[],
    %(messages)s::text[], %(excerpts)s::text[], %(milliseconds)s::integer[], %(waits)s::double precision[]
) AS r (id, attempt, state, status, reason, message, excerpt, milliseconds, wait)
WHERE d.id = r.id AND d.state = 'sending' AND d.attempt = r.attempt
RETURNING d.id, d.state
