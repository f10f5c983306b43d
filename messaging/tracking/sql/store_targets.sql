-- store_targets: writes addresses that are the same for every contact; those that are there stay. Sorted by digest, so
-- that workers who write the same ones don't wait for each other in a circle.
-- Plan: the unique index link_target_by_digest.
INSERT INTO messaging_linktarget (workspace_id, digest, url)
SELECT * FROM unnest(%(workspaces)s::uuid[], %(digests)s::bytea[], %(urls)s::text[])
ON CONFLICT (digest) DO NOTHING
