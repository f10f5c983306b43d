-- suppress_chunk.sql: a chunk of addresses into the list; what is there keeps its reason. Returns how many are new.
-- Plan: one insert from two arrays; suppression_unique decides what is there.
WITH given AS (
    SELECT address, reason FROM unnest(%(addresses)s::text[], %(reasons)s::text[]) AS given (address, reason)
), made AS (
    INSERT INTO messaging_suppression (workspace_id, channel, address, reason, source, created_at)
    SELECT %(workspace)s, %(channel)s, address, reason, %(source)s, %(now)s FROM given ORDER BY address
    ON CONFLICT (workspace_id, channel, address) DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM made
