-- keep_reports: what one call of a provider reported, each thing once: what came before, or comes at the same moment, is
-- passed over. Plan: the unique index on (sender, digest).
INSERT INTO messaging_providerreport (
    workspace_id, sender_id, digest, fact, message_id, address, data, happened_at, received_at
)
SELECT %(workspace)s, %(sender)s, r.digest, r.fact, r.message, r.address, r.data, r.happened_at, %(now)s
FROM unnest(
    %(digests)s::uuid[], %(facts)s::text[], %(messages)s::bigint[], %(addresses)s::text[], %(data)s::jsonb[],
    %(moments)s::timestamptz[]
) WITH ORDINALITY AS r (digest, fact, message, address, data, happened_at, place)
ORDER BY r.place
ON CONFLICT (sender_id, digest) DO NOTHING
RETURNING id
