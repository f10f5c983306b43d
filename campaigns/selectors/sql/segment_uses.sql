-- Which campaigns look at segments: by their audience, or anywhere in their settings, live flow or draft.
-- Every flow is written out as text once, whatever the number of segments; archived campaigns don't count.
WITH campaigns AS MATERIALIZED (
    SELECT c.id, c.name, c.audience_id,
           c.settings::text || COALESCE(string_agg(v.document::text, ''), '') AS document
    FROM campaigns_campaign c
    LEFT JOIN campaigns_flowversion v
        ON v.campaign_id = c.id AND (v.id = c.live_version_id OR v.state = 'draft')
    WHERE c.workspace_id = %(workspace)s AND c.lifecycle <> 'ARCHIVED'
    GROUP BY c.id
)
SELECT s.id, c.id, c.name
FROM unnest(%(segments)s::uuid[], %(spellings)s::text[]) AS s (id, spelling)
JOIN campaigns c
    ON c.audience_id = s.id OR position(s.spelling IN c.document) > 0 OR position(s.id::text IN c.document) > 0
ORDER BY c.name, c.id
