-- Of a sample of about %(percent)s per cent of the workspace's contacts: how many match {predicate} (a compiled rule over
-- the alias c), how many were looked at, and the newest matches.
-- Plan: a sample scan reads that share of the table's pages; the predicate is asked for the rows in them only.
WITH sampled AS MATERIALIZED (
    SELECT s.id FROM contacts_contact s TABLESAMPLE SYSTEM (%(percent)s) WHERE s.workspace_id = %(workspace)s
), matching AS MATERIALIZED (
    SELECT c.id FROM contacts_contact c JOIN sampled USING (id) WHERE {predicate}
)
SELECT (SELECT count(*) FROM matching),
       (SELECT count(*) FROM sampled),
       ARRAY(SELECT id FROM matching ORDER BY id DESC LIMIT %(sample)s)
