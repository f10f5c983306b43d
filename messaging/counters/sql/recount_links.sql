-- recount_links: which of a stream's link counters differ from its followed links, and by how much; where asked to, appends
-- the differences as deltas. One statement, and followed links change in the transaction of their deltas.
--
-- Followed links of the stream by link_click_by_link.
WITH counted (digest, messages, contacts, clicks, machine_clicks) AS (
    SELECT digest, count(*), count(DISTINCT contact_id) FILTER (WHERE clicks > 0), sum(clicks), sum(machine_clicks)
    FROM messaging_linkclick
    WHERE stream_id = %(stream)s
    GROUP BY digest
    UNION ALL
    SELECT digest, -messages, -contacts, -clicks, -machine_clicks FROM messaging_linkcounter WHERE stream_id = %(stream)s
), wrong AS (
    SELECT digest, sum(messages) AS messages, sum(contacts) AS contacts, sum(clicks) AS clicks,
           sum(machine_clicks) AS machine_clicks
    FROM counted
    GROUP BY digest
), repaired AS (
    INSERT INTO messaging_linkcounter (workspace_id, stream_id, digest, messages, contacts, clicks, machine_clicks)
    SELECT s.workspace_id, s.id, w.digest, w.messages, w.contacts, w.clicks, w.machine_clicks
    FROM wrong w
    JOIN messaging_messagestream s ON s.id = %(stream)s
    WHERE %(repair)s AND (w.messages, w.contacts, w.clicks, w.machine_clicks) <> (0, 0, 0, 0)
)
SELECT '', concat_ws(' ', each.counter, 'of link', w.digest), each.difference::integer
FROM wrong w
CROSS JOIN LATERAL (VALUES
    ('messages', w.messages), ('contacts', w.contacts), ('clicks', w.clicks), ('machine_clicks', w.machine_clicks)
) AS each (counter, difference)
WHERE each.difference <> 0
ORDER BY 2
