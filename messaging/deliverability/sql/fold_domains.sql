-- fold_domains: adds up to `limit` deltas to the one folded row of their sender, domain and day, in one statement, so that
-- readers see a delta either where it was or where it went (as counters/sql/fold_counters.sql).
--
-- Partial index domain_counter_to_fold; the costs are those of the deltas since the last compaction.
WITH taken AS MATERIALIZED (
    SELECT id FROM messaging_domaincounter WHERE NOT folded ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM messaging_domaincounter k
    USING taken
    WHERE k.id = taken.id
    RETURNING k.*
), totals AS (
    INSERT INTO messaging_domaincounter AS k (
        workspace_id, sender_id, domain, day, accepted, refused, delivered, bounced, complained, folded
    )
    SELECT workspace_id, sender_id, domain, day, sum(accepted), sum(refused), sum(delivered), sum(bounced),
           sum(complained), true
    FROM gone
    GROUP BY workspace_id, sender_id, domain, day
    ORDER BY sender_id, domain, day
    ON CONFLICT (sender_id, domain, day) WHERE folded
    DO UPDATE SET accepted = k.accepted + excluded.accepted, refused = k.refused + excluded.refused,
        delivered = k.delivered + excluded.delivered, bounced = k.bounced + excluded.bounced,
        complained = k.complained + excluded.complained
    RETURNING (xmax = 0)::integer AS made
)
SELECT (SELECT count(*) FROM gone), (SELECT COALESCE(sum(made), 0) FROM totals)
