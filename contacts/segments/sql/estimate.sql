-- How many contacts match {predicate} (a compiled rule over the alias c), how many there are, and the newest matches.
WITH matching AS MATERIALIZED (
    SELECT c.id FROM contacts_contact c WHERE c.workspace_id = %(workspace)s AND {predicate}
)
SELECT (SELECT count(*) FROM matching),
       (SELECT count(*) FROM contacts_contact WHERE workspace_id = %(workspace)s),
       ARRAY(SELECT id FROM matching ORDER BY id DESC LIMIT %(sample)s)
