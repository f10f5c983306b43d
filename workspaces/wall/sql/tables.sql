-- tables: the tables of tenants' rows, by which column they say whose each is, and whether every policy stands.
-- Months of events and other partitions are reached through their tables, and nobody is let in to them directly.
SELECT
    c.relname::text,
    a.attname::text,
    c.relrowsecurity AND (
        -- Policies of before had no condition of their own for what is written.
        SELECT count(*) = cardinality(%(roles)s::name[])
        FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polname = ANY (%(roles)s::name[]) AND p.polwithcheck IS NOT NULL
    )
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND a.attname = CASE c.relname WHEN 'workspaces_workspace' THEN 'id' ELSE 'workspace_id' END
    AND NOT a.attisdropped
ORDER BY 1
