-- bound_all: the last contact of the next batch of a run over everybody, and how many contacts it holds.
--
-- Index Only Scan on contact_by_key (workspace, id), from the run's cursor on.
SELECT (array_agg(id ORDER BY id DESC))[1], count(*)
FROM (
    SELECT id
    FROM contacts_contact
    WHERE workspace_id = %(workspace)s AND id > %(cursor)s
    ORDER BY id
    LIMIT %(size)s
) batch
