-- node_metrics: what a stream's message counters added up to by node and metric, from one moment until before another:
-- the timeline, and the deltas that are yet to be folded into it. A folded day counts where its middle lies.
--
-- message_timeline_by_time (stream, at); deltas by message_counter_by_stream, at most a minute's.
SELECT node, metric, sum(number)::integer
FROM (
    SELECT t.node, t.metric, t.number
    FROM messaging_messagetimeline t
    WHERE t.workspace_id = %(workspace)s AND t.stream_id = %(stream)s AND t.metric <> 'queued'
      AND ((t.span = 1 AND t.at >= %(start)s AND t.at < %(end)s)
           OR (t.span = 2 AND t.at >= %(start)s - interval '12 hours' AND t.at < %(end)s - interval '12 hours'))
    UNION ALL
    SELECT k.node, k.metric, k.delta
    FROM messaging_messagecounter k
    WHERE k.workspace_id = %(workspace)s AND k.stream_id = %(stream)s AND k.metric <> 'queued' AND NOT k.folded
      AND k.created_at >= %(start)s AND k.created_at < %(end)s
) AS told
GROUP BY node, metric
HAVING sum(number) <> 0
