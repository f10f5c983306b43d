-- next_sends: when the next queued message of each stream may go out, and since when that message waits.
--
-- One probe of `message_due` finds whether a stream has anything queued; only then one per shard follows. The LIMIT 1
-- subqueries are fences, and their ORDER BY is the index's own order: a long queue costs no more than a short one.
SELECT s.id, soonest.not_before, soonest.created_at
FROM unnest(%(streams)s::uuid[]) AS s (id)
CROSS JOIN LATERAL (
    SELECT 1
    FROM messaging_message m
    WHERE m.stream_id = s.id AND m.state = 'queued'
    ORDER BY m.shard, m.not_before
    LIMIT 1
) any_queued
CROSS JOIN LATERAL (
    SELECT one.not_before, one.created_at
    FROM generate_series(0, %(shards)s - 1) AS shards (shard)
    CROSS JOIN LATERAL (
        SELECT m.not_before, m.created_at
        FROM messaging_message m
        WHERE m.stream_id = s.id AND m.shard = shards.shard AND m.state = 'queued'
        ORDER BY m.not_before
        LIMIT 1
    ) one
    ORDER BY one.not_before
    LIMIT 1
) soonest
