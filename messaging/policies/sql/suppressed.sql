-- suppressed: which messages of a batch go to a suppressed address, and why it is suppressed; and, without a message, in
-- which of the batch's workspaces anybody was erased: their addresses are to be hashed.
-- Nested loops of index probes on suppression_unique; one probe of erased_address_unique for each workspace.
SELECT r.id, s.reason
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(channels)s::text[], %(addresses)s::text[])
     AS r (id, workspace_id, channel, address)
JOIN messaging_suppression s
  ON s.workspace_id = r.workspace_id AND s.channel = r.channel AND s.address = r.address
UNION ALL
SELECT NULL, w.id::text
FROM unnest(%(each_workspace)s::uuid[]) AS w (id)
WHERE (SELECT 1 FROM messaging_erasedaddress e WHERE e.workspace_id = w.id ORDER BY e.channel, e.digest LIMIT 1) = 1
