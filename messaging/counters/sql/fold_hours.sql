-- fold_hours: replaces up to `limit` hours of the timeline from before `before` by what they add to their days.
--
-- Partial index message_timeline_hours.
WITH taken AS MATERIALIZED (
    SELECT id FROM messaging_messagetimeline
    WHERE span = 1 AND at < %(before)s
    ORDER BY at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM messaging_messagetimeline t
    USING taken
    WHERE t.id = taken.id
    RETURNING t.workspace_id, t.stream_id, t.node, t.metric, t.at, t.number
), days AS (
    INSERT INTO messaging_messagetimeline AS t (workspace_id, stream_id, node, metric, span, at, number)
    SELECT g.workspace_id, g.stream_id, g.node, g.metric, 2, date_trunc('day', g.at, w.timezone), sum(g.number)
    FROM gone g
    JOIN workspaces_workspace w ON w.id = g.workspace_id
    GROUP BY 1, 2, 3, 4, 6
    ORDER BY 2, 3, 4, 6
    ON CONFLICT (stream_id, node, metric, span, at) DO UPDATE SET number = t.number + excluded.number
)
SELECT count(*) FROM gone
