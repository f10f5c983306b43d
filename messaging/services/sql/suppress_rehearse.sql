-- suppress_rehearse.sql: what suppress_chunk.sql would add, noted in a table of this connection alone, so that an
-- address that comes again in a later chunk is not counted twice. Returns how many would be new.
-- Plan: an index probe of suppression_unique per address.
WITH made AS (
    INSERT INTO pg_temp.suppression_rehearsal (address)
    SELECT given.address FROM unnest(%(addresses)s::text[]) AS given (address)
    WHERE NOT EXISTS (
        SELECT FROM messaging_suppression AS present
        WHERE present.workspace_id = %(workspace)s AND present.channel = %(channel)s
          AND present.address = given.address
    )
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM made
