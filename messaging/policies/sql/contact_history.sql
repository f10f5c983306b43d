-- contact_history: what marketing the contacts had since a moment, over any channel, oldest first; and, without a moment,
-- what else is due to them of campaigns of a higher priority than the batch's least, and in nobody's hands.
--
-- On its way (sending) counts as now, and so does what may have arrived (unknown) at its time. Index scans on
-- message_by_contact; a contact has at most some hundreds of messages. Of the queued ones few are due, and each costs one
-- probe of its stream. `state || ''` keeps the planner from the partial index of everything queued.
SELECT contact_id, stream_id, channel, moment, NULL::smallint AS priority
FROM (
    SELECT m.contact_id, m.stream_id, m.channel, COALESCE(m.settled_at, %(now)s) AS moment
    FROM messaging_message m
    WHERE m.contact_id = ANY (%(contacts)s)
      AND m.message_type = 'marketing'
      AND m.state IN ('sending', 'accepted', 'unknown')
) sent
WHERE moment > %(since)s
UNION ALL
SELECT m.contact_id, m.stream_id, m.channel, NULL, s.priority
FROM messaging_message m
JOIN messaging_messagestream s ON s.id = m.stream_id
WHERE m.contact_id = ANY (%(contacts)s)
  AND m.message_type = 'marketing'
  AND m.state || '' = 'queued'
  AND m.not_before <= %(now)s
  AND m.id <> ALL (%(claimed)s::bigint[])
  AND s.claimable AND s.priority > %(above)s
ORDER BY moment
