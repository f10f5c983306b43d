-- sample_atoms: the same as count_atoms of a sample of the workspace's contacts; the fourth column is the sample's size.
-- Between any two of the bounds lie equally many of the table's contacts, so the same number from each is a fair sample.
--
-- Index Only Scan on contact_by_key (workspace, id) per bound, then contacts by primary key.
WITH sampled AS MATERIALIZED (
    SELECT picked.id
    FROM unnest(%(bounds)s::uuid[], %(ends)s::uuid[]) AS bound (low, high)
    CROSS JOIN LATERAL (
        SELECT s.id
        FROM contacts_contact s
        WHERE s.workspace_id = %(workspace)s AND s.id >= bound.low AND s.id < bound.high
        ORDER BY s.id DESC
        LIMIT %(each)s
    ) picked
)
SELECT came.entry, {answers} AS answers, count(*), (SELECT count(*) FROM sampled),
       min(CASE WHEN {numbers} IS NOT NULL THEN c.phone END)
FROM sampled
JOIN contacts_contact c ON c.id = sampled.id
CROSS JOIN LATERAL (SELECT {entry} AS entry) came
WHERE came.entry IS NOT NULL AND {entry_rule}
GROUP BY 1, 2, {numbers}
ORDER BY 3 DESC
LIMIT %(most)s
