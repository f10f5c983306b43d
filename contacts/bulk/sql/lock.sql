-- Locks the contacts of a chunk in the order of their ids, as every set-wise write does.
-- Plan: primary key lookups.
SELECT count(*) FROM (
    SELECT c.id FROM contacts_contact c
    WHERE c.workspace_id = %(chunk_workspace)s AND c.id = ANY (%(chunk)s::uuid[])
    ORDER BY c.id
    FOR NO KEY UPDATE
) AS locked
