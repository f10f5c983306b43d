-- Takes a batch of the queue of contacts whose scores are to be looked at. Plan: the queue's index from its left end.
WITH taken AS (
    DELETE FROM contacts_scoredue
    WHERE id = ANY (ARRAY(
        SELECT id FROM contacts_scoredue WHERE workspace_id = %(workspace)s ORDER BY id LIMIT %(limit)s))
    RETURNING contact_id
)
SELECT count(*), array_agg(DISTINCT contact_id) FROM taken
