-- lock_days: how much of each campaign's day is used, locked until the transaction ends; a row is made for one without.
--
-- An update that changes nothing makes, locks and reads in one statement: it waits for a claim that has the row, and then
-- sees what that committed. In the order of the keys, like every statement that locks several of these rows: two claims
-- that share campaigns then wait for each other in one direction only. Probes of stream_day_once.
INSERT INTO messaging_streamday AS u (workspace_id, stream_id, day, used)
SELECT asked.workspace_id, asked.stream_id, asked.day, 0
FROM unnest(%(workspaces)s::uuid[], %(streams)s::uuid[], %(days)s::date[]) AS asked (workspace_id, stream_id, day)
ORDER BY asked.stream_id, asked.day
ON CONFLICT (stream_id, day) DO UPDATE SET used = u.used
RETURNING u.stream_id, u.used
