-- store_own_targets: writes addresses that hold values of the messages' contacts. The messages are locked against being
-- erased or handed to another contact meanwhile; nothing is written for one that is gone.
-- Plan: primary keys of the messages, in their order, as delivery and erasures take them; link_target_by_digest.
WITH kept AS MATERIALIZED (
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
ORDER BY asked.digest
ON CONFLICT (digest) DO NOTHING
