-- onsite_keep: stores messages for websites, each once, and notes that they were delivered. A message that was erased or
-- handed to another contact meanwhile is read as it is now: it goes to whoever has it, or nowhere.
-- Plan: messages by primary key, locked in its order; items by the unique index on message.
WITH given AS (
    SELECT * FROM unnest(
        %(messages)s::bigint[], %(placements)s::text[], %(titles)s::text[], %(htmls)s::text[], %(urls)s::text[],
        %(buttons)s::text[], %(expire)s::timestamptz[]
    ) AS g (message_id, placement, title, html, url, button, expires_at)
), locked AS MATERIALIZED (
    SELECT m.id, m.workspace_id, m.contact_id
    FROM messaging_message m
    WHERE m.id = ANY (%(messages)s::bigint[])
    ORDER BY m.id
    FOR NO KEY UPDATE
), kept AS (
    INSERT INTO messaging_onsiteitem (
        workspace_id, contact_id, message_id, placement, title, html, url, button, created_at, expires_at
    )
    SELECT l.workspace_id, l.contact_id, l.id, g.placement, g.title, g.html, g.url, g.button, clock_timestamp(), g.expires_at
    FROM given g JOIN locked l ON l.id = g.message_id
    ORDER BY l.id
    ON CONFLICT (message_id) DO NOTHING
    RETURNING message_id, created_at
)
UPDATE messaging_message m
SET delivered_at = kept.created_at
FROM kept
WHERE m.id = kept.message_id AND m.delivered_at IS NULL
