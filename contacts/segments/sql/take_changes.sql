-- Takes a batch of the change queue. Rows of transactions that have yet to commit are not visible and stay.
-- Plan: the queue's index from its left end.
WITH taken AS (
    DELETE FROM contacts_contactchange
    WHERE id = ANY (ARRAY(
        SELECT id FROM contacts_contactchange
        WHERE workspace_id = %(workspace)s
        ORDER BY id
        LIMIT %(limit)s))
    RETURNING contact_id
)
SELECT count(*), array_agg(DISTINCT contact_id) FROM taken
