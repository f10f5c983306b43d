-- claim_candidates: locks due messages of some streams: up to `turn` of each, shard by shard in the order given.
--
-- Runs after the streams' shared advisory locks were taken, so `claimable` is read in a snapshot that no pause can
-- overtake. SKIP LOCKED: rows that another worker holds are its business. The inner LIMIT keeps a worker from emptying
-- one shard before it looks at the next; the nested loops lock a row only when it is asked for, so none is locked that
-- isn't returned.
SELECT m.id, m.workspace_id, m.stream_id, m.contact_id, m.channel, m.message_type, m.template_version_id, m.sender_id,
       m.context, m.attempt, m.tries, m.created_at::text, m.repeatable_until, m.cost, m.node
FROM messaging_messagestream s
CROSS JOIN LATERAL (
    SELECT due.*
    FROM unnest(%(streams)s::uuid[], %(shards)s::smallint[]) AS slice (stream_id, shard)
    CROSS JOIN LATERAL (
        SELECT *
        FROM messaging_message q
        WHERE q.stream_id = s.id AND q.shard = slice.shard AND q.state = 'queued'
          AND q.not_before <= CASE WHEN s.draining THEN 'infinity'::timestamptz ELSE %(now)s END
        ORDER BY q.not_before
        LIMIT %(shard_limit)s
        FOR UPDATE SKIP LOCKED
    ) due
    WHERE slice.stream_id = s.id
    LIMIT %(turn)s
) m
WHERE s.id = ANY (%(streams)s::uuid[]) AND (s.claimable OR s.draining)
