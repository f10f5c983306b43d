-- fold_hours: replaces up to `limit` hours of the timeline from before `before` by what they add to their days.
--
-- Partial index node_timeline_hours.
WITH taken AS MATERIALIZED (
    SELECT id FROM campaigns_nodetimeline
    WHERE span = 1 AND at < %(before)s
    ORDER BY at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM campaigns_nodetimeline t
    USING taken
    WHERE t.id = taken.id
    RETURNING t.workspace_id, t.campaign_id, t.node, t.outcome, t.port, t.at, t.number
), days AS (
    INSERT INTO campaigns_nodetimeline AS t (workspace_id, campaign_id, node, outcome, port, span, at, number)
    SELECT g.workspace_id, g.campaign_id, g.node, g.outcome, g.port, 2, date_trunc('day', g.at, w.timezone), sum(g.number)
    FROM gone g
    JOIN workspaces_workspace w ON w.id = g.workspace_id
    GROUP BY 1, 2, 3, 4, 5, 7
    ORDER BY 2, 3, 4, 5, 7
    ON CONFLICT (campaign_id, node, outcome, port, span, at) DO UPDATE SET number = t.number + excluded.number
)
SELECT count(*) FROM gone
