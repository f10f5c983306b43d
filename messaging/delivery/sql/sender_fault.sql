-- sender_fault: notes one failure of the provider as such; the pause doubles with every one in a row.
--
-- Workers that fail at the same moment count once: only the first finds the sender available. Returns until when.
UPDATE messaging_sender
SET faults = LEAST(faults + 1, 100),
    unavailable_until = %(now)s + make_interval(secs => LEAST(%(base)s * power(2, LEAST(faults, 10)), %(cap)s))
WHERE id = %(sender)s AND (unavailable_until IS NULL OR unavailable_until <= %(now)s)
RETURNING unavailable_until
