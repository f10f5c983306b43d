-- workspace_timeline: what the message counters of all streams of a workspace added up to, by metric and stretch of time;
-- see timeline.sql, whose sums these are.
--
-- message_timeline_by_metric (workspace, metric, at); deltas that are yet to be folded by message_counter_to_fold, at most
-- a minute's of all workspaces.
SELECT metric, date_trunc(%(grain)s, at, %(zone)s) AS bucket, sum(number)::integer
FROM (
    SELECT t.metric, t.at + CASE t.span WHEN 2 THEN interval '12 hours' ELSE interval '0' END AS at, sum(t.number) AS number
    FROM messaging_messagetimeline t
    WHERE t.workspace_id = %(workspace)s AND t.metric = ANY(%(metrics)s::text[])
      AND t.at >= %(start)s - interval '12 hours' AND t.at < %(end)s
      AND ((t.span = 1 AND t.at >= %(start)s) OR (t.span = 2 AND t.at < %(end)s - interval '12 hours'))
    GROUP BY t.metric, t.span, t.at
    UNION ALL
    SELECT k.metric, k.created_at, sum(k.delta)
    FROM messaging_messagecounter k
    WHERE k.workspace_id = %(workspace)s AND k.metric = ANY(%(metrics)s::text[]) AND NOT k.folded
      AND k.created_at >= %(start)s AND k.created_at < %(end)s
    GROUP BY k.metric, k.created_at
) AS told
GROUP BY 1, 2
HAVING sum(number) <> 0
