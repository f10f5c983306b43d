-- senders_in_use: which senders the live flows of a workspace's launched campaigns send with, as their documents name them,
-- and the default one where a flow was published with it. Asked only where a sender can't be used.
--
-- Reads the documents of the launched campaigns: a few dozen kilobytes each.
SELECT c.id, c.name, named.sender
FROM campaigns_campaign c
JOIN campaigns_flowversion v ON v.id = c.live_version_id
CROSS JOIN LATERAL (
    SELECT jsonb_path_query(v.document, '$.nodes[*] ? (@.type == "send").config.sender') #>> '{}'
    UNION
    SELECT v.pins ->> 'sender'
) AS named (sender)
WHERE c.workspace_id = %(workspace)s AND c.lifecycle IN ('SCHEDULED', 'RUNNING') AND named.sender IS NOT NULL
ORDER BY c.name, c.id
