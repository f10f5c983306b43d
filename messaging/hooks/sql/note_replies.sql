-- note_replies: notes on messages when they were first answered. Plan: the primary key of the messages.
WITH locked AS MATERIALIZED (
    SELECT m.id
    FROM messaging_message m
    WHERE m.id = ANY (%(ids)s::bigint[]) AND m.replied_at IS NULL
    ORDER BY m.id
    FOR NO KEY UPDATE
)
UPDATE messaging_message m
SET replied_at = GREATEST(r.at, m.created_at)
FROM locked l
JOIN (SELECT id, min(at) AS at FROM unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) AS t (id, at) GROUP BY id) r
  ON r.id = l.id
WHERE m.id = l.id
