-- The newest events of one contact behind a place, whatever their names: no index has them in the order of their times.
-- Plan: event_by_contact twice, in each month's partition: hopping from name to name, index only; then the newest few of
-- each name, from the index in order, of which the newest of all are kept. A contact with 100,000 events is not sorted.
WITH RECURSIVE names AS (
    (SELECT e.name FROM contacts_event e WHERE e.contact_id = %(contact)s ORDER BY e.name LIMIT 1)
    UNION ALL
    SELECT (SELECT e.name FROM contacts_event e
            WHERE e.contact_id = %(contact)s AND e.name > names.name ORDER BY e.name LIMIT 1)
    FROM names
    WHERE names.name IS NOT NULL
)
SELECT newest.id, newest.occurred_at, newest.created_at
FROM names CROSS JOIN LATERAL (
    SELECT e.id, e.occurred_at, e.created_at
    FROM contacts_event e
    WHERE e.contact_id = %(contact)s AND e.workspace_id = %(workspace)s AND e.name = names.name
      AND (%(after)s::timestamptz IS NULL OR e.occurred_at >= %(after)s::timestamptz)
      AND e.occurred_at <= %(before_at)s AND (e.occurred_at, e.id) < (%(before_at)s, %(before_key)s)
    ORDER BY e.occurred_at DESC, e.id DESC
    LIMIT %(limit)s
) AS newest
ORDER BY newest.occurred_at DESC, newest.id DESC
LIMIT %(limit)s
