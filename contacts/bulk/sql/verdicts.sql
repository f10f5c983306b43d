-- What an action would do to each contact of a chunk: NULL, or why it stays as it is. Locked ones stay as they are seen.
-- Plan: primary key lookups.
SELECT c.id, ({verdict})::text
FROM contacts_contact c
WHERE c.workspace_id = %(chunk_workspace)s AND c.id = ANY (%(chunk)s::uuid[])
