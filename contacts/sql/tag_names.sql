-- The tags of the workspace's newest %(most)s contacts, the commonest first; and the searched tag itself wherever it is.
-- Plan: index contact_by_key, read backwards as far as that; the exact tag is asked of the index contact_by_tag.
WITH newest AS (
    SELECT tags FROM contacts_contact WHERE workspace_id = %(workspace)s ORDER BY id DESC LIMIT %(most)s
), found AS (
    SELECT tag, count(*) AS carriers FROM newest, unnest(tags) AS tag WHERE tag ILIKE %(pattern)s GROUP BY tag
    UNION ALL
    SELECT %(search)s, 0 WHERE %(search)s <> '' AND EXISTS (
        SELECT FROM contacts_contact WHERE workspace_id = %(workspace)s AND tags @> ARRAY[%(search)s]::varchar[]
    )
)
SELECT tag FROM found GROUP BY tag ORDER BY max(carriers) DESC, tag LIMIT %(limit)s
