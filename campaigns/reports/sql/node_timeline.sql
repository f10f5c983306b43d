-- node_timeline: what a campaign's counters added up to, by outcome and stretch of time (hour, day, week or month as the
-- zone has them): the timeline, and the deltas that are yet to be folded into it. A folded day stands at its middle, so
-- that it is found on its own date whatever the zone was then. Rows of one time
-- are added up before it is cut; times are compared as they are stored, so that the planner knows how many there are.
--
-- node_timeline_by_time (campaign, at); deltas by node_counter_by_run, at most a minute's.
SELECT outcome, date_trunc(%(grain)s, at, %(zone)s) AS bucket, sum(number)::integer
FROM (
    SELECT t.outcome, t.at + CASE t.span WHEN 2 THEN interval '12 hours' ELSE interval '0' END AS at, sum(t.number) AS number
    FROM campaigns_nodetimeline t
    WHERE t.workspace_id = %(workspace)s AND t.campaign_id = %(campaign)s AND t.outcome = ANY(%(outcomes)s::text[])
      AND ((t.span = 1 AND t.at >= %(start)s AND t.at < %(end)s)
           OR (t.span = 2 AND t.at >= %(start)s - interval '12 hours' AND t.at < %(end)s - interval '12 hours'))
    GROUP BY t.outcome, t.span, t.at
    UNION ALL
    SELECT k.outcome, k.created_at, sum(k.delta)
    FROM campaigns_nodecounter k
    WHERE k.workspace_id = %(workspace)s AND k.campaign_id = %(campaign)s AND k.outcome = ANY(%(outcomes)s::text[]) AND NOT k.folded
      AND k.created_at >= %(start)s AND k.created_at < %(end)s
    GROUP BY k.outcome, k.created_at
) AS told
GROUP BY 1, 2
HAVING sum(number) <> 0
