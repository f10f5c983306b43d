-- onsite_mark: notes what a contact did with their messages in websites, and what that means for the messages themselves.
-- Whatever is read or dismissed was seen. `everything`: all that is there was read. Messages are locked before items, in the
-- order of their keys, as an erasure and a delivery do. A test of a template belongs to no message.
-- Plan: items by onsite_by_contact or their primary key; messages by primary key.
WITH picked AS MATERIALIZED (
    SELECT i.id, i.message_id,
           i.id = ANY (%(read)s::bigint[]) OR %(everything)s AS is_read,
           i.id = ANY (%(dismissed)s::bigint[]) AS is_dismissed
    FROM messaging_onsiteitem i
    WHERE i.contact_id = %(contact)s AND i.workspace_id = %(workspace)s
      AND (i.id = ANY (%(seen)s::bigint[] || %(read)s::bigint[] || %(dismissed)s::bigint[])
           OR (%(everything)s AND i.dismissed_at IS NULL AND i.read_at IS NULL AND i.expires_at > clock_timestamp()))
), locked AS MATERIALIZED (
    SELECT m.id FROM messaging_message m
    WHERE m.id IN (SELECT message_id FROM picked)
    ORDER BY m.id
    FOR NO KEY UPDATE
), marked AS (
    UPDATE messaging_onsiteitem i
    SET seen_at = COALESCE(i.seen_at, clock_timestamp()),
        read_at = CASE WHEN p.is_read THEN COALESCE(i.read_at, clock_timestamp()) ELSE i.read_at END,
        dismissed_at = CASE WHEN p.is_dismissed THEN COALESCE(i.dismissed_at, clock_timestamp()) ELSE i.dismissed_at END
    FROM picked p LEFT JOIN locked l ON l.id = p.message_id
    WHERE i.id = p.id AND (p.message_id IS NULL OR l.id IS NOT NULL)
    RETURNING i.message_id, i.seen_at, i.dismissed_at
)
UPDATE messaging_message m
SET opened_at = COALESCE(m.opened_at, marked.seen_at), dismissed_at = COALESCE(m.dismissed_at, marked.dismissed_at)
FROM marked
WHERE m.id = marked.message_id
  AND (m.opened_at IS NULL OR (m.dismissed_at IS NULL AND marked.dismissed_at IS NOT NULL))
