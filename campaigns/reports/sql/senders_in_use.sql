-- senders_in_use: which senders the live flows of a workspace's launched campaigns send with, as their documents name them,
-- and the default one where a flow was published with it. Asked only where a sender can't be used.
--
-- With `needed`, those alone without which a campaign can't go on: a node that leaves failing senders out has others.
-- With `older`, also what earlier versions send with by which somebody is still on the way. Whether somebody is, is asked
-- only of versions that name one of the senders (`names`): a walk over execution_due_first and the few in processing,
-- which ends with the first one found.
-- Reads the documents of the launched campaigns: a few dozen kilobytes each.
SELECT c.id, c.name, named.sender
FROM campaigns_campaign c
JOIN campaigns_flowversion v ON v.campaign_id = c.id
    AND (v.id = c.live_version_id OR (%(older)s AND v.state = 'published'))
CROSS JOIN LATERAL (
    SELECT nodes.config
    FROM jsonb_path_query(v.document, '$.nodes[*] ? (@.type == "send").config') AS nodes (config)
    WHERE NOT %(needed)s
       OR NOT jsonb_path_exists(nodes.config, '$.rotation ? (@.leave_out_failing == true && @.senders.size() > 0)')
) AS sends
CROSS JOIN LATERAL (
    SELECT sends.config ->> 'sender'
    UNION
    SELECT v.pins ->> 'sender'
    UNION
    SELECT jsonb_path_query(sends.config, '$.rotation.senders[*].sender') #>> '{}'
) AS named (sender)
WHERE c.workspace_id = %(workspace)s AND c.lifecycle IN ('SCHEDULED', 'RUNNING') AND named.sender IS NOT NULL
  AND (v.id = c.live_version_id OR (named.sender = ANY(%(names)s) AND EXISTS (
      SELECT 1 FROM campaigns_execution e
      WHERE e.campaign_id = c.id AND e.version_id = v.id AND e.state IN ('pending', 'processing'))))
GROUP BY c.id, c.name, named.sender
ORDER BY c.name, c.id
