-- stream_links: the links that were followed in a stream's messages: contacts, their clicks, those of machines, and how many
-- links there are in all; the most followed first.
-- Plan: link_counter_by_stream gives a row for each link, and deltas of the last minute; link_click_by_link gives the
-- address of each of those that are told, in a row of anybody who followed it.
WITH told AS (
    SELECT digest, sum(contacts)::integer AS contacts, sum(clicks)::integer AS clicks,
           sum(machine_clicks)::integer AS machine_clicks, count(*) OVER () AS links
    FROM messaging_linkcounter
    WHERE stream_id = %(stream)s AND workspace_id = %(workspace)s
    GROUP BY digest
    HAVING sum(messages) > 0
    ORDER BY contacts DESC, clicks DESC, machine_clicks DESC, digest
    LIMIT %(limit)s
)
SELECT link.url, told.contacts, told.clicks, told.machine_clicks, told.links
FROM told
CROSS JOIN LATERAL (
    SELECT url FROM messaging_linkclick k
    WHERE k.stream_id = %(stream)s AND k.digest = told.digest AND k.workspace_id = %(workspace)s
    LIMIT 1
) AS link
ORDER BY told.contacts DESC, told.clicks DESC, told.machine_clicks DESC, link.url
