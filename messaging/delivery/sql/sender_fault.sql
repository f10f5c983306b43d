-- sender_fault: notes one failure of the provider as such; the pause doubles with every one in a row.
--
-- Workers that fail at the same moment count once: only the first finds the sender available. From `trips_at` failures in
-- a row on the breaker is open; each further one, which is a probe that failed, opens it anew, so that whoever has
-- resumed in between is held again. Returns until when, and whether the breaker opened.
UPDATE messaging_sender
SET faults = LEAST(faults + 1, 100),
    fault_detail = %(detail)s,
    unavailable_until = %(now)s + make_interval(secs => LEAST(%(base)s * power(2, LEAST(faults, 10)), %(cap)s)),
    tripped_at = CASE WHEN faults + 1 >= %(trips_at)s THEN %(now)s END,
    trip_noted_at = NULL,
    probe_until = NULL
WHERE id = %(sender)s AND (unavailable_until IS NULL OR unavailable_until <= %(now)s)
RETURNING unavailable_until, tripped_at IS NOT NULL
