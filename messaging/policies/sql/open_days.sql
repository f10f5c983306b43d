-- open_days: a row for each campaign and day that has none yet.
--
-- In the order of the keys, like every statement that locks several of these rows: two claims that share campaigns
-- then wait for each other in one direction only.
INSERT INTO messaging_streamday (workspace_id, stream_id, day, used)
SELECT asked.workspace_id, asked.stream_id, asked.day, 0
FROM unnest(%(workspaces)s::uuid[], %(streams)s::uuid[], %(days)s::date[]) AS asked (workspace_id, stream_id, day)
ORDER BY asked.stream_id, asked.day
ON CONFLICT (stream_id, day) DO NOTHING
