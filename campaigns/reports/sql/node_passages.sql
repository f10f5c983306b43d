-- node_passages: how often ways went on from each node of a campaign by each port, or ended well there, from one moment
-- until before another: the timeline, and the deltas that are yet to be folded into it. A folded day counts where its
-- middle lies.
--
-- node_timeline_by_time (campaign, at); deltas by node_counter_by_run, at most a minute's.
SELECT node, outcome, port, sum(number)::integer
FROM (
    SELECT t.node, t.outcome, t.port, t.number
    FROM campaigns_nodetimeline t
    WHERE t.workspace_id = %(workspace)s AND t.campaign_id = %(campaign)s AND t.outcome = ANY(%(outcomes)s::text[])
      AND ((t.span = 1 AND t.at >= %(start)s AND t.at < %(end)s)
           OR (t.span = 2 AND t.at >= %(start)s - interval '12 hours' AND t.at < %(end)s - interval '12 hours'))
    UNION ALL
    SELECT k.node, k.outcome, k.port, k.delta
    FROM campaigns_nodecounter k
    WHERE k.workspace_id = %(workspace)s AND k.campaign_id = %(campaign)s AND k.outcome = ANY(%(outcomes)s::text[])
      AND NOT k.folded AND k.created_at >= %(start)s AND k.created_at < %(end)s
) AS told
GROUP BY node, outcome, port
HAVING sum(number) <> 0
