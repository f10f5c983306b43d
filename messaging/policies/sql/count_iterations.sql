-- count_iterations: counts what a claim leases of iterations, and says when the next one begins where one is used up.
--
-- The rows are locked by the policy. Probes of the primary key.
UPDATE messaging_streamiteration i
SET used = i.used + asked.number,
    total = i.total + asked.number,
    next_at = CASE WHEN i.used + asked.number >= i.allowed THEN asked.next END
FROM unnest(%(streams)s::uuid[], %(numbers)s::integer[], %(next)s::timestamptz[]) AS asked (stream_id, number, next)
WHERE i.stream_id = asked.stream_id
