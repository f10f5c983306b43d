-- suppressed: which messages of a batch go to a suppressed address, and why it is suppressed.
-- A nested loop of index probes on suppression_unique.
SELECT r.id, s.reason
FROM unnest(%(ids)s::bigint[], %(workspaces)s::uuid[], %(channels)s::text[], %(addresses)s::text[])
     AS r (id, workspace_id, channel, address)
JOIN messaging_suppression s
  ON s.workspace_id = r.workspace_id AND s.channel = r.channel AND s.address = r.address
