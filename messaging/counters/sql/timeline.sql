-- timeline: what a stream's message counters added up to, by metric and stretch of time (hour, day, week or month as the
-- zone has them): the timeline, and the deltas that are yet to be folded into it. A folded day stands at its middle, so
-- that it is found on its own date whatever the zone was then.
--
-- message_timeline_by_time (stream, at); deltas by message_counter_by_stream, at most a minute's.
SELECT metric, date_trunc(%(grain)s, at, %(zone)s) AS bucket, sum(number)::integer
FROM (
    SELECT metric, CASE span WHEN 2 THEN at + interval '12 hours' ELSE at END AS at, number
    FROM messaging_messagetimeline
    WHERE workspace_id = %(workspace)s AND stream_id = %(stream)s
      AND at >= %(start)s - interval '12 hours' AND at < %(end)s
    UNION ALL
    SELECT metric, created_at, delta
    FROM messaging_messagecounter
    WHERE workspace_id = %(workspace)s AND stream_id = %(stream)s AND metric <> 'queued' AND NOT folded
) AS told
WHERE at >= %(start)s AND at < %(end)s
GROUP BY 1, 2
HAVING sum(number) <> 0
