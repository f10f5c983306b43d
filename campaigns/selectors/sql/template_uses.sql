-- Which campaigns send templates: named anywhere in their live flow or draft. As segment_uses.sql, every flow is written
-- out as text once, whatever the number of templates; archived campaigns don't count.
WITH campaigns AS MATERIALIZED (
    SELECT c.id, c.name, c.lifecycle = 'RUNNING' AS runs,
           COALESCE(string_agg(v.document::text, ''), '') AS document
    FROM campaigns_campaign c
    LEFT JOIN campaigns_flowversion v
        ON v.campaign_id = c.id AND (v.id = c.live_version_id OR v.state = 'draft')
    WHERE c.workspace_id = %(workspace)s AND c.lifecycle <> 'ARCHIVED'
    GROUP BY c.id
)
SELECT t.id, c.id, c.name, c.runs
FROM unnest(%(templates)s::uuid[], %(spellings)s::text[]) AS t (id, spelling)
JOIN campaigns c ON position(t.spelling IN c.document) > 0 OR position(t.id::text IN c.document) > 0
ORDER BY c.name, c.id
