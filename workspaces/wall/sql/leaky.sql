-- leaky: functions by which indexes of tenants' tables are used, and which PostgreSQL takes for telling of other rows.
-- Behind a policy the planner uses no index by such a function. Operators come from the indexes' families, functions
-- from their expressions; those of indexes that are built for attributes, and LIKE, by their names.
SELECT DISTINCT p.oid::regprocedure::text
FROM pg_proc p
JOIN (
    SELECT o.oprcode::oid AS function
    FROM pg_index i
    CROSS JOIN unnest(i.indclass) AS used (class)
    JOIN pg_opclass c ON c.oid = used.class
    JOIN pg_amop m ON m.amopfamily = c.opcfamily
    JOIN pg_operator o ON o.oid = m.amopopr
    WHERE i.indrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'workspace_id')
    UNION
    SELECT name[1]::oid
    FROM pg_index i
    CROSS JOIN regexp_matches(i.indexprs::text, ':(?:funcid|opfuncid) ([0-9]+)', 'g') AS name
    WHERE i.indrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'workspace_id')
    UNION
    SELECT to_regprocedure(name)::oid
    FROM unnest(ARRAY[
        'textlike(text,text)', 'textnlike(text,text)', 'lower(text)', 'left(text,integer)', 'jsonb_typeof(jsonb)',
        'jsonb_object_field(jsonb,text)', 'jsonb_object_field_text(jsonb,text)', 'numeric(jsonb)',
        'contacts_instant(text)'
    ]) AS name
) asked ON asked.function = p.oid
WHERE NOT p.proleakproof AND p.prokind = 'f'
ORDER BY 1
