-- known_verification: of messages, what is known of their addresses: pending, or a verdict that is not too old for them.
--
-- Nested loops of probes of address_verification_once; a day is 24 hours here, whatever the clocks do.
SELECT r.id, v.status
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(addresses)s::text[], %(ages)s::integer[])
     AS r (id, workspace_id, address, age)
JOIN messaging_addressverification v ON v.workspace_id = r.workspace_id AND v.address = r.address
WHERE v.status = 'pending' OR v.checked_at >= %(now)s - make_interval(hours => 24 * r.age)
