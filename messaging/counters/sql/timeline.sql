-- timeline: what a stream's message counters added up to, by metric and stretch of time (hour, day, week or month as the
-- zone has them): the timeline, and the deltas that are yet to be folded into it. A folded day stands at its middle, so
-- that it is found on its own date whatever the zone was then. Rows of one time
-- are added up before it is cut; times are compared as they are stored, so that the planner knows how many there are.
--
-- message_timeline_by_time (stream, at); deltas by message_counter_by_stream, at most a minute's.
SELECT metric, date_trunc(%(grain)s, at, %(zone)s) AS bucket, sum(number)::integer
FROM (
    SELECT t.metric, t.at + CASE t.span WHEN 2 THEN interval '12 hours' ELSE interval '0' END AS at, sum(t.number) AS number
    FROM messaging_messagetimeline t
    WHERE t.workspace_id = %(workspace)s AND t.stream_id = %(stream)s AND t.metric <> 'queued'
      AND ((t.span = 1 AND t.at >= %(start)s AND t.at < %(end)s)
           OR (t.span = 2 AND t.at >= %(start)s - interval '12 hours' AND t.at < %(end)s - interval '12 hours'))
    GROUP BY t.metric, t.span, t.at
    UNION ALL
    SELECT k.metric, k.created_at, sum(k.delta)
    FROM messaging_messagecounter k
    WHERE k.workspace_id = %(workspace)s AND k.stream_id = %(stream)s AND k.metric <> 'queued' AND NOT k.folded
      AND k.created_at >= %(start)s AND k.created_at < %(end)s
    GROUP BY k.metric, k.created_at
) AS told
GROUP BY 1, 2
HAVING sum(number) <> 0
