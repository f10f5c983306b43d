-- fold_links: adds up to `limit` deltas to the one folded row of their link, in one statement, so that readers see a delta
-- either where it was or where it went (as fold_counters.sql). What a stream left behind that is gone goes with it.
--
-- Partial index link_counter_to_fold; the costs are those of the deltas since the last compaction.
WITH taken AS MATERIALIZED (
    SELECT id FROM messaging_linkcounter WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM messaging_linkcounter k USING taken WHERE k.id = taken.id RETURNING k.*
), totals AS (
    INSERT INTO messaging_linkcounter AS k (
        workspace_id, stream_id, digest, messages, contacts, clicks, machine_clicks, folded
    )
    SELECT g.workspace_id, g.stream_id, g.digest, sum(g.messages), sum(g.contacts), sum(g.clicks), sum(g.machine_clicks), true
    FROM gone g
    JOIN messaging_messagestream s ON s.id = g.stream_id
    GROUP BY g.workspace_id, g.stream_id, g.digest
    ORDER BY g.stream_id, g.digest
    ON CONFLICT (stream_id, digest) WHERE folded
    DO UPDATE SET messages = k.messages + excluded.messages, contacts = k.contacts + excluded.contacts,
        clicks = k.clicks + excluded.clicks, machine_clicks = k.machine_clicks + excluded.machine_clicks
    RETURNING (xmax = 0)::integer AS made
)
SELECT (SELECT count(*) FROM gone), (SELECT COALESCE(sum(made), 0) FROM totals)
