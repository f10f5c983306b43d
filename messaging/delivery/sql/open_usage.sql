-- open_usage: a row for each limited sender that has none yet; its periods begin with the first claim.
--
-- In the order of the keys, like every statement that locks several of these rows.
INSERT INTO messaging_senderusage
    (sender_id, workspace_id, second_at, second_used, planned_until, hour_at, hour_used, day_at, day_used)
SELECT asked.sender_id, asked.workspace_id, 'epoch', 0, 'epoch', 'epoch', 0, 'epoch', 0
FROM unnest(%(senders)s::uuid[], %(workspaces)s::uuid[]) AS asked (sender_id, workspace_id)
ORDER BY asked.sender_id
ON CONFLICT (sender_id) DO NOTHING
