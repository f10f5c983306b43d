-- want_verification: has addresses looked at, once, whoever wants it; returns those for which this claim pays.
--
-- Probes of address_verification_once. A row that is pending already is left alone: somebody else pays for it. In the
-- order of the keys, so that two claims that want the same addresses wait for each other in one direction only.
INSERT INTO messaging_addressverification AS v (workspace_id, address, stream_id, cost, due_at)
SELECT asked.workspace_id, asked.address, asked.stream_id, %(price)s, %(now)s
FROM unnest(%(workspaces)s::uuid[], %(addresses)s::text[], %(streams)s::uuid[]) AS asked (workspace_id, address, stream_id)
ORDER BY asked.workspace_id, asked.address
ON CONFLICT (workspace_id, address) DO UPDATE
SET status = 'pending', stream_id = EXCLUDED.stream_id, cost = EXCLUDED.cost, due_at = EXCLUDED.due_at, tries = 0
WHERE v.status <> 'pending'
RETURNING v.stream_id
