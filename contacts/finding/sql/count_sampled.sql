-- Of a sample of about %(percent)s per cent of the contacts: how many match a compiled selection over the alias c, and how many were looked at.
-- Plan: a sample scan reads that share of the table's pages; the selection is asked for the rows in them only.
WITH sampled AS MATERIALIZED (
    SELECT s.id FROM contacts_contact s TABLESAMPLE SYSTEM (%(percent)s) WHERE s.workspace_id = %(sample_of)s
)
SELECT count(*) FILTER (WHERE {which}), count(*) FROM sampled JOIN contacts_contact c USING (id)
