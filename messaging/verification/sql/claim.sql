-- claim: takes up due addresses, and keeps them from others for the time of the lease. Scans the partial index
-- address_verification_due in its order.
WITH due AS MATERIALIZED (
    SELECT id
    FROM messaging_addressverification
    WHERE status = 'pending' AND due_at <= %(now)s
    ORDER BY due_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE messaging_addressverification v
SET due_at = %(now)s + make_interval(secs => %(lease)s)
FROM due
WHERE v.id = due.id
RETURNING v.id, v.address, v.stream_id, v.cost, v.tries
