-- complained_of: senders of all workspaces of whose mails since `since` at least `minimum` were accepted and at least
-- `share` (of one) were complained of.
--
-- domain_counter_complaints finds the senders with any complaint; domain_counter_by_day adds theirs up.
WITH complaining AS MATERIALIZED (
    SELECT DISTINCT workspace_id, sender_id FROM messaging_domaincounter WHERE complained > 0 AND day >= %(since)s
)
SELECT c.workspace_id, c.sender_id, sum(k.accepted), sum(k.complained)
FROM complaining c
JOIN messaging_domaincounter k ON k.workspace_id = c.workspace_id AND k.sender_id = c.sender_id AND k.day >= %(since)s
GROUP BY c.workspace_id, c.sender_id
HAVING sum(k.accepted) >= %(minimum)s AND sum(k.complained) >= %(share)s * sum(k.accepted) AND sum(k.complained) > 0
ORDER BY c.sender_id
