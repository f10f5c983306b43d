-- advance_run: moves the run's cursor behind the batch that was enrolled in this transaction.
--
-- Primary key; the row is locked by lock_run.
UPDATE campaigns_run
SET cursor = %(cursor)s, enrolled = enrolled + %(enrolled)s, state = %(state)s, enrolled_at = %(enrolled_at)s
WHERE id = %(run)s AND state = 'enrolling'
