-- settle_calls: what became of attempts: succeeded, failed, or pending again after `waits` seconds. A worker can only
-- report its own attempt: a call that was taken from it keeps what the later attempt finds.
--
-- Primary key.
UPDATE campaigns_webhookcall w
SET state = r.state,
    tries = w.tries + 1,
    status = r.status,
    reason = r.reason,
    message = r.message,
    excerpt = r.excerpt,
    kept = r.kept,
    lease_until = NULL,
    due_at = CASE WHEN r.state = 'pending' THEN %(now)s::timestamptz + make_interval(secs => r.wait) ELSE w.due_at END,
    settled_at = CASE WHEN r.state <> 'pending' THEN %(now)s::timestamptz END,
    body = CASE WHEN r.state = 'pending' THEN w.body ELSE '' END
FROM unnest(
    %(ids)s::bigint[], %(attempts)s::integer[], %(states)s::text[], %(statuses)s::smallint[], %(reasons)s::text[],
    %(messages)s::text[], %(excerpts)s::text[], %(kepts)s::jsonb[], %(waits)s::double precision[]
) AS r (id, attempt, state, status, reason, message, excerpt, kept, wait)
WHERE w.id = r.id AND w.state = 'sending' AND w.attempt = r.attempt
RETURNING w.id, w.state
