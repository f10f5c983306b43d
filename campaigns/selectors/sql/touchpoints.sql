-- The messages and actions of flows as editors show them: the draft's, else the live version's; in their order there.
-- The last column counts them all; a page behind the last one answers one row with the count alone.
-- Plan: campaign_by_time, then of each campaign its draft (flow_one_draft) or its live version by primary key.
WITH shown AS MATERIALIZED (
    SELECT c.id, c.created_at, node.value AS node, node.place
    FROM campaigns_campaign c
    JOIN LATERAL (
        SELECT v.document
        FROM campaigns_flowversion v
        WHERE v.campaign_id = c.id AND (v.state = 'draft' OR v.id = c.live_version_id)
        ORDER BY v.state = 'draft' DESC
        LIMIT 1
    ) flow ON TRUE
    CROSS JOIN LATERAL jsonb_array_elements(flow.document -> 'nodes') WITH ORDINALITY AS node (value, place)
    WHERE c.workspace_id = %(workspace)s
      AND (c.id = %(campaign)s OR (%(campaign)s::uuid IS NULL AND c.lifecycle <> 'ARCHIVED'))
      AND node.value ->> 'type' <> ALL(%(outside)s)
), page AS (
    SELECT id, created_at, node, place FROM shown
    ORDER BY created_at DESC, id DESC, place
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT page.id, page.node::text, counted.total
FROM (SELECT count(*) AS total FROM shown) counted
LEFT JOIN page ON TRUE
ORDER BY page.created_at DESC, page.id DESC, page.place
