-- contact_history: which campaigns sent marketing to the contacts since a moment, over any channel, oldest first.
--
-- On its way (sending) counts as now, and so does what may have arrived (unknown) at its time. Index scans on
-- message_by_contact; a contact has at most some hundreds of messages.
SELECT contact_id, stream_id, moment
FROM (
    SELECT m.contact_id, m.stream_id, COALESCE(m.settled_at, %(now)s) AS moment
    FROM messaging_message m
    WHERE m.contact_id = ANY (%(contacts)s)
      AND m.message_type = 'marketing'
      AND m.state IN ('sending', 'accepted', 'unknown')
) sent
WHERE moment > %(since)s
ORDER BY moment
