-- spend: what streams spend on verification, or get back (below zero). The rows are there; in the order of the keys.
UPDATE messaging_streamverification s
SET spent = GREATEST(0, s.spent + asked.amount)
FROM unnest(%(streams)s::uuid[], %(amounts)s::numeric[]) AS asked (stream_id, amount)
WHERE s.stream_id = asked.stream_id
