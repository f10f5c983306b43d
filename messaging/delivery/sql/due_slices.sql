-- due_slices: up to `streams` streams, in random order, that have something to do, each with its due shards.
--
-- Random order gives every tenant's streams equal turns; LIMIT stops the walk as soon as enough were found. A stream
-- that is paused is not in the partial index `stream_eligible`, so its backlog costs nothing; one without queued rows
-- costs one probe of `message_due`, one whose rows all wait for later costs one per shard. The LIMIT 1 subqueries are
-- fences: without them the planner may hash every due message of the table. Their ORDER BY is the index's own order:
-- without it a table that is mostly one stream's makes a sequential scan look as if it met a row at once.
-- A stopped stream (draining) has everything due at once, whatever it waited for.
SELECT s.id, due.shards
FROM (
    SELECT id, CASE WHEN draining THEN 'infinity'::timestamptz ELSE %(now)s END AS horizon
    FROM messaging_messagestream
    WHERE claimable OR draining
    ORDER BY random()
) s
CROSS JOIN LATERAL (
    SELECT 1
    FROM messaging_message m
    WHERE m.stream_id = s.id AND m.state = 'queued'
    ORDER BY m.shard, m.not_before
    LIMIT 1
) any_queued
CROSS JOIN LATERAL (
    SELECT array_agg(shards.shard ORDER BY random()) AS shards
    FROM generate_series(0, %(shards)s - 1) AS shards (shard)
    CROSS JOIN LATERAL (
        SELECT 1
        FROM messaging_message m
        WHERE m.stream_id = s.id AND m.shard = shards.shard AND m.state = 'queued' AND m.not_before <= s.horizon
        ORDER BY m.not_before
        LIMIT 1
    ) one
) due
WHERE due.shards IS NOT NULL
LIMIT %(streams)s
