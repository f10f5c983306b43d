-- lock_usage: what the senders have used, locked until the transaction ends; a row is made for a limited one that has none
-- yet, whose periods begin with its first claim.
--
-- An update that changes nothing makes, locks and reads in one statement: it waits for a claim that has the row, and then
-- sees what that committed. In the order of the keys, like every statement that locks several of these rows.
INSERT INTO messaging_senderusage AS u
    (sender_id, workspace_id, second_at, second_used, planned_until, hour_at, hour_used, day_at, day_used)
SELECT asked.sender_id, asked.workspace_id, 'epoch', 0, 'epoch', 'epoch', 0, 'epoch', 0
FROM unnest(%(senders)s::uuid[], %(workspaces)s::uuid[]) AS asked (sender_id, workspace_id)
ORDER BY asked.sender_id
ON CONFLICT (sender_id) DO UPDATE SET second_used = u.second_used
RETURNING u.sender_id, u.second_at, u.second_used, u.planned_until, u.hour_at, u.hour_used, u.day_at, u.day_used
