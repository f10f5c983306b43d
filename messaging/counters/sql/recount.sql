-- recount: which of a stream's message counters differ from a count of its messages, and by how much; where asked to,
-- appends the differences as deltas. One statement, and messages change in the transaction of their deltas, so that it
-- may run beside delivery.
--
-- Messages of the stream by message_by_stream; seconds for a million.
WITH mine AS MATERIALIZED (
    SELECT node, state, reason, delivered_at, opened_at, clicked_at, replied_at, bounced_at, complained_at, unsubscribed_at,
           machine_opened_at, machine_clicked_at, dismissed_at
    FROM messaging_message
    WHERE stream_id = %(stream)s
), counted (node, metric, reason, number) AS (
    SELECT node, CASE WHEN state = 'sending' THEN 'queued' ELSE state END,
           CASE WHEN state IN ('rejected', 'skipped') THEN reason ELSE '' END, count(*)
    FROM mine
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT m.node, fact.metric, '', count(*)
    FROM mine m
    CROSS JOIN LATERAL (VALUES
        ('delivered', m.delivered_at), ('opened', m.opened_at), ('clicked', m.clicked_at), ('replied', m.replied_at),
        ('bounced', m.bounced_at), ('complained', m.complained_at), ('unsubscribed', m.unsubscribed_at),
        ('auto_opened', m.machine_opened_at), ('auto_clicked', m.machine_clicked_at),
        ('dismissed', m.dismissed_at)
    ) AS fact (metric, at)
    WHERE fact.at IS NOT NULL
    GROUP BY 1, 2
    UNION ALL
    SELECT node, metric, reason, -sum(delta)
    FROM messaging_messagecounter
    WHERE stream_id = %(stream)s
    GROUP BY 1, 2, 3
), wrong AS (
    SELECT node, metric, reason, sum(number)::integer AS difference
    FROM counted
    GROUP BY 1, 2, 3
    HAVING sum(number) <> 0
), repaired AS (
    INSERT INTO messaging_messagecounter (workspace_id, stream_id, node, metric, reason, delta, created_at)
    SELECT s.workspace_id, s.id, w.node, w.metric, w.reason, w.difference,
           date_bin('15 minutes', %(now)s, '2000-01-01T00:00:00Z')
    FROM wrong w
    JOIN messaging_messagestream s ON s.id = %(stream)s
    WHERE %(repair)s
)
SELECT node, concat_ws(' ', metric, NULLIF(reason, '')) AS counter, difference
FROM wrong
ORDER BY 1, 2
