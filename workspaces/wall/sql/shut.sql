-- shut: tables whose rows one of the wall's roles may not yet change. Partitions stay shut.
SELECT c.relname::text
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND EXISTS (
        SELECT FROM unnest(%(roles)s::name[]) AS role
        WHERE NOT has_table_privilege(role, c.oid, 'DELETE')
    )
ORDER BY 1
