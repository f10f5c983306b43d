-- fold_tail: of the folded rows of days from `since` until before `before`, puts all but the `kept` largest domains of each
-- sender and day together as the domain "". Run again it finds nothing, as few are left.
--
-- domain_counter_by_day has no day alone: a scan of the folded rows, which this keeps small, once an hour.
WITH ranked AS (
    SELECT id, row_number() OVER (PARTITION BY sender_id, day ORDER BY accepted + refused DESC, domain) AS place
    FROM messaging_domaincounter
    WHERE folded AND domain <> '' AND day >= %(since)s AND day < %(before)s
), gone AS (
    DELETE FROM messaging_domaincounter k
    USING ranked r
    WHERE k.id = r.id AND r.place > %(kept)s
    RETURNING k.*
)
INSERT INTO messaging_domaincounter AS k (
    workspace_id, sender_id, domain, day, accepted, refused, delivered, bounced, complained, folded
)
SELECT workspace_id, sender_id, '', day, sum(accepted), sum(refused), sum(delivered), sum(bounced), sum(complained), true
FROM gone
GROUP BY workspace_id, sender_id, day
ORDER BY sender_id, day
ON CONFLICT (sender_id, domain, day) WHERE folded
DO UPDATE SET accepted = k.accepted + excluded.accepted, refused = k.refused + excluded.refused,
    delivered = k.delivered + excluded.delivered, bounced = k.bounced + excluded.bounced,
    complained = k.complained + excluded.complained
