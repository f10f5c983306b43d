-- stream_links: the links that were followed in a stream's messages: contacts, their clicks, those of machines, and how many
-- links there are in all; the most followed first.
-- Plan: link_click_by_stream gives the rows of the stream, one for each message and link that was followed; grouped by
-- link and contact, then by link.
SELECT url, count(*) FILTER (WHERE clicks > 0), sum(clicks)::integer, sum(machine_clicks)::integer, count(*) OVER ()
FROM (
    SELECT url, contact_id, sum(clicks) AS clicks, sum(machine_clicks) AS machine_clicks
    FROM messaging_linkclick
    WHERE stream_id = %(stream)s AND workspace_id = %(workspace)s
    GROUP BY url, contact_id
) AS followed
GROUP BY url
ORDER BY 2 DESC, 3 DESC, 4 DESC, url
LIMIT %(limit)s
