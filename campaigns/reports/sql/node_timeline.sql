-- node_timeline: what a campaign's counters added up to, by outcome and stretch of time (hour, day, week or month as the
-- zone has them): the timeline, and the deltas that are yet to be folded into it. A folded day stands at its middle, so
-- that it is found on its own date whatever the zone was then.
--
-- node_timeline_by_time (campaign, at); deltas by node_counter_by_run, at most a minute's.
SELECT outcome, date_trunc(%(grain)s, at, %(zone)s) AS bucket, sum(number)::integer
FROM (
    SELECT outcome, CASE span WHEN 2 THEN at + interval '12 hours' ELSE at END AS at, number
    FROM campaigns_nodetimeline
    WHERE workspace_id = %(workspace)s AND campaign_id = %(campaign)s AND outcome = ANY(%(outcomes)s::text[])
      AND at >= %(start)s - interval '12 hours' AND at < %(end)s
    UNION ALL
    SELECT outcome, created_at, delta
    FROM campaigns_nodecounter
    WHERE workspace_id = %(workspace)s AND campaign_id = %(campaign)s AND outcome = ANY(%(outcomes)s::text[])
      AND NOT folded
) AS told
WHERE at >= %(start)s AND at < %(end)s
GROUP BY 1, 2
HAVING sum(number) <> 0
