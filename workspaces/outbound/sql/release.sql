-- release: leased deliveries that were not begun are due as before; no attempt of theirs is counted.
--
-- Primary key.
UPDATE workspaces_webhookdelivery d
SET state = 'pending', lease_until = NULL
FROM unnest(%(ids)s::bigint[], %(attempts)s::integer[]) AS r (id, attempt)
WHERE d.id = r.id AND d.state = 'sending' AND d.attempt = r.attempt
