-- suppressed: which messages of a batch go to a suppressed address, and why it is suppressed; `erased` for an address of
-- somebody who was erased, of which only a keyed hash is known.
-- Nested loops of index probes on suppression_unique and erased_address_unique.
SELECT r.id, s.reason
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(channels)s::text[], %(addresses)s::text[])
     AS r (id, workspace_id, channel, address)
JOIN messaging_suppression s
  ON s.workspace_id = r.workspace_id AND s.channel = r.channel AND s.address = r.address
UNION ALL
SELECT r.id, 'erased'
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(channels)s::text[], %(digests)s::text[])
     AS r (id, workspace_id, channel, digest)
JOIN messaging_erasedaddress e
  ON e.workspace_id = r.workspace_id AND e.channel = r.channel AND e.digest = r.digest
