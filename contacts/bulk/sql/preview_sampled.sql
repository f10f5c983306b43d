-- The same of a sample of about %(percent)s per cent of the workspace's contacts.
-- Plan: a sample scan reads that share of the table's pages.
WITH sampled AS MATERIALIZED (
    SELECT s.id FROM contacts_contact s TABLESAMPLE SYSTEM (%(percent)s) WHERE s.workspace_id = %(sample_of)s
)
SELECT verdict.why, count(*)
FROM sampled JOIN contacts_contact c USING (id) CROSS JOIN LATERAL (SELECT ({verdict})::text AS why) AS verdict
WHERE {which}
GROUP BY verdict.why
