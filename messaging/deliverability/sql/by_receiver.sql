-- by_receiver: what became of a workspace's mails, by the domain that they came from and the one that they went to: the
-- `most` largest ones of each.
--
-- domain_counter_by_day (workspace, day); days that are over hold few domains each (fold_tail.sql).
WITH told AS (
    SELECT lower(split_part(s.from_address, '@', 2)) AS sent_from, k.domain,
           sum(k.accepted) FILTER (WHERE k.day >= %(lately)s) AS accepted_lately,
           sum(k.refused) FILTER (WHERE k.day >= %(lately)s) AS refused_lately,
           sum(k.delivered) FILTER (WHERE k.day >= %(lately)s) AS delivered_lately,
           sum(k.bounced) FILTER (WHERE k.day >= %(lately)s) AS bounced_lately,
           sum(k.complained) FILTER (WHERE k.day >= %(lately)s) AS complained_lately,
           sum(k.accepted) AS accepted, sum(k.refused) AS refused, sum(k.delivered) AS delivered,
           sum(k.bounced) AS bounced, sum(k.complained) AS complained
    FROM messaging_domaincounter k
    JOIN messaging_sender s ON s.id = k.sender_id
    WHERE k.workspace_id = %(workspace)s AND k.day >= %(since)s
    GROUP BY 1, 2
    HAVING sum(k.accepted) + sum(k.refused) > 0
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY sent_from ORDER BY accepted + refused DESC, domain) AS place FROM told
)
SELECT sent_from, domain, accepted_lately, refused_lately, delivered_lately, bounced_lately, complained_lately,
       accepted, refused, delivered, bounced, complained
FROM ranked
WHERE place <= %(most)s
ORDER BY sent_from, place
