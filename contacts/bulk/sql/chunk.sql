-- The next contacts whom an operation means, in the order of their ids, as they were when it was given.
-- Plan: contact_by_key from the cursor on, the selection asked of each; or the selection's own indexes where it is rare.
SELECT c.id FROM contacts_contact c
WHERE c.workspace_id = %(chunk_workspace)s AND c.id > %(cursor)s AND c.created_at <= %(created_before)s AND ({which})
ORDER BY c.id
LIMIT %(limit)s
