-- open_verification: a row for each stream that verifies addresses and has none yet; in the order of the keys.
INSERT INTO messaging_streamverification (workspace_id, stream_id)
SELECT asked.workspace_id, asked.stream_id
FROM unnest(%(workspaces)s::uuid[], %(streams)s::uuid[]) AS asked (workspace_id, stream_id)
ORDER BY asked.stream_id
ON CONFLICT (stream_id) DO NOTHING
