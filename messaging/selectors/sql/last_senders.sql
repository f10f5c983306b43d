-- last_senders: from which of some senders contacts had their latest message of a stream.
--
-- A nested loop: for each contact an index scan on message_by_contact, the newest first, that ends with the first row of
-- the stream; the LIMIT keeps the planner from sorting all messages of all contacts.
SELECT c.id, latest.sender_id
FROM unnest(%(contacts)s::uuid[]) AS c (id)
CROSS JOIN LATERAL (
    SELECT m.sender_id
    FROM messaging_message m
    WHERE m.contact_id = c.id AND m.stream_id = %(stream)s AND m.sender_id = ANY (%(senders)s::uuid[])
    ORDER BY m.created_at DESC
    LIMIT 1
) latest
