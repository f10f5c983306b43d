-- claim_candidates: locks the due messages of some (stream, shard) slices, each slice up to its own limit.
--
-- Runs after the streams' shared advisory locks were taken, so `claimable` is read in a snapshot that no pause can
-- overtake. SKIP LOCKED: rows that another worker holds are its business.
SELECT m.id, m.workspace_id, m.stream_id, m.contact_id, m.channel, m.message_type, m.template_version_id, m.sender_id,
       m.context, m.attempt, m.tries, m.created_at
FROM unnest(%(streams)s::uuid[], %(shards)s::smallint[], %(limits)s::integer[]) AS slice (stream_id, shard, size)
JOIN messaging_messagestream s ON s.id = slice.stream_id AND (s.claimable OR s.draining)
CROSS JOIN LATERAL (
    SELECT *
    FROM messaging_message m
    WHERE m.stream_id = slice.stream_id AND m.shard = slice.shard AND m.state = 'queued'
      AND m.not_before <= CASE WHEN s.draining THEN 'infinity'::timestamptz ELSE %(now)s END
    ORDER BY m.not_before
    LIMIT slice.size
    FOR UPDATE SKIP LOCKED
) m
