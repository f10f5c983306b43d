-- failing_campaigns: which campaigns of a workspace have contacts who failed since a moment, and how many; the worst first.
-- Whoever was tried again is taken off at the time of the retry, so that a campaign drops out once all were.
--
-- node_timeline_by_time (campaign, at) once per campaign; deltas that are yet to be folded by node_counter_to_fold, at most
-- a minute's of all workspaces.
WITH failures (campaign, number) AS (
    SELECT t.campaign_id, t.number
    FROM campaigns_campaign c
    JOIN campaigns_nodetimeline t ON t.campaign_id = c.id
    WHERE c.workspace_id = %(workspace)s AND c.launched_at IS NOT NULL AND c.lifecycle <> 'ARCHIVED'
      AND t.workspace_id = %(workspace)s AND t.outcome = 'failed' AND t.at >= %(since)s
    UNION ALL
    SELECT k.campaign_id, k.delta
    FROM campaigns_nodecounter k
    WHERE k.workspace_id = %(workspace)s AND k.outcome = 'failed' AND NOT k.folded AND k.created_at >= %(since)s
)
SELECT f.campaign, c.name, sum(f.number)::integer
FROM failures f
JOIN campaigns_campaign c ON c.id = f.campaign AND c.lifecycle <> 'ARCHIVED'
GROUP BY f.campaign, c.name
HAVING sum(f.number) > 0
ORDER BY 3 DESC, f.campaign
LIMIT %(limit)s
