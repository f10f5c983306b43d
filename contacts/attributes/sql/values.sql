-- Of a sample of about %(percent)s per cent of the workspace's contacts: by key how many have a value, the commonest
-- values, and how many contacts were looked at (the same in every row; the row without a key says it alone).
-- Plan: a sample scan reads that share of the table's pages; their documents are taken apart in one pass.
WITH sampled AS MATERIALIZED (
    SELECT s.attributes FROM contacts_contact s TABLESAMPLE SYSTEM (%(percent)s) WHERE s.workspace_id = %(workspace)s
), pairs AS (
    SELECT e.key, left(e.value #>> '{}', 60) AS value, count(*) AS hits
    FROM sampled CROSS JOIN LATERAL jsonb_each(sampled.attributes) AS e
    WHERE e.value NOT IN ('null', '""', '[]')
    GROUP BY 1, 2
)
SELECT key, sum(hits)::bigint, (array_agg(value ORDER BY hits DESC, value))[1:%(examples)s],
       (SELECT count(*) FROM sampled)
FROM pairs
GROUP BY key
UNION ALL
SELECT NULL, 0, NULL, count(*) FROM sampled
