-- store_own_targets: writes addresses that hold values of the messages' contacts. The messages are locked against being
-- erased or handed to another contact meanwhile; nothing is written for one that is gone.
--
-- Its commit waits for no disk: the chunk is sent only after the statement that marks it has been committed, and that
-- one's wait covers everything that was written before it.
-- Plan: primary keys of the messages, in their order, as delivery and erasures take them; link_target_by_digest.
WITH hurried AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', TRUE)
),
kept AS MATERIALIZED (
    SELECT id, workspace_id, contact_id
    FROM messaging_message
    WHERE id = ANY(%(messages)s::bigint[])
    ORDER BY id
    FOR SHARE
)
INSERT INTO messaging_linktarget (workspace_id, contact_id, digest, url)
SELECT kept.workspace_id, kept.contact_id, asked.digest, asked.url
FROM unnest(%(messages)s::bigint[], %(digests)s::bytea[], %(urls)s::text[]) AS asked (message, digest, url)
JOIN kept ON kept.id = asked.message
CROSS JOIN hurried
ORDER BY asked.digest
ON CONFLICT (digest) DO NOTHING
