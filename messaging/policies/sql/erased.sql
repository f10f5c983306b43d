-- erased: which messages of a batch go to an address of somebody who was erased, of which only a keyed hash is known.
-- Nested loops of index probes on erased_address_unique.
SELECT r.id
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(channels)s::text[], %(digests)s::text[])
     AS r (id, workspace_id, channel, digest)
JOIN messaging_erasedaddress e
  ON e.workspace_id = r.workspace_id AND e.channel = r.channel AND e.digest = r.digest
