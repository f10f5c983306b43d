-- put_off: the verifier failed; later again, and each time a while longer.
UPDATE messaging_addressverification
SET tries = tries + 1, due_at = %(now)s + make_interval(secs => %(pause)s * (tries + 1))
WHERE id = ANY (%(ids)s::bigint[]) AND status || '' = 'pending'
