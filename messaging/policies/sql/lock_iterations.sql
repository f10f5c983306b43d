-- lock_iterations: how far the campaigns' iterations are, kept from other claims until the transaction ends; a row is made
-- for a campaign without one.
--
-- An update that changes nothing makes, locks and reads in one statement: it waits for a claim that has the row, and then
-- sees what that committed. In the order of the keys. Probes of the primary key.
INSERT INTO messaging_streamiteration AS i (workspace_id, stream_id)
SELECT asked.workspace_id, asked.stream_id
FROM unnest(%(workspaces)s::uuid[], %(streams)s::uuid[]) AS asked (workspace_id, stream_id)
ORDER BY asked.stream_id
ON CONFLICT (stream_id) DO UPDATE SET used = i.used
RETURNING i.*
