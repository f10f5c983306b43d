-- bound_all: the last contact of the next batch of a run over everybody; no row when fewer are left than make a whole one.
--
-- Index Only Scan on contact_by_key (workspace, id), from the run's cursor on.
SELECT id
FROM contacts_contact
WHERE workspace_id = %(workspace)s AND id > %(cursor)s
ORDER BY id
LIMIT 1 OFFSET %(skip)s
