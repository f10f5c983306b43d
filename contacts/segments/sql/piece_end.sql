-- The key of the last of %(size)s + 1 contacts of the workspace behind %(after)s; no row when there are fewer.
-- Plan: an index-only scan of contact_by_key.
SELECT c.id
FROM contacts_contact c
WHERE c.workspace_id = %(workspace)s AND c.id > %(after)s
ORDER BY c.id
OFFSET %(size)s LIMIT 1
