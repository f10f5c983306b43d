-- contact_history: what marketing the contacts had since a moment, over any channel, oldest first; and, without a moment,
-- what else is due to them of campaigns of a higher priority than the batch's least, and in nobody's hands. Only of
-- contacts whom a limit may hold: who had `least` messages, due ones among them, since the moment that it looks back to.
--
-- On its way (sending) counts as now, and so does what may have arrived (unknown) at its time. One index scan on
-- message_by_contact for all of it; a contact has at most some hundreds of messages. MATERIALIZED is a fence: else the
-- planner looks for the due ones by their streams, whole campaigns of them. Each due one costs one probe of its stream.
WITH of_contacts AS MATERIALIZED (
    SELECT m.contact_id, m.stream_id, m.channel, m.state, COALESCE(m.settled_at, %(now)s) AS moment
    FROM messaging_message m
    WHERE m.contact_id = ANY (%(contacts)s::uuid[])
      AND m.message_type = 'marketing'
      AND (m.state IN ('sending', 'accepted', 'unknown')
           OR (m.state = 'queued' AND m.not_before <= %(now)s AND m.id <> ALL (%(claimed)s::bigint[])))
),
pressed AS (
    SELECT contact_id
    FROM of_contacts
    GROUP BY contact_id
    HAVING contact_id = ANY (%(several)s::uuid[])
        OR count(*) FILTER (WHERE moment > (%(sinces)s::timestamptz[])[1]) >= (%(leasts)s::integer[])[1]
        OR count(*) FILTER (WHERE moment > (%(sinces)s::timestamptz[])[2]) >= (%(leasts)s::integer[])[2]
        OR count(*) FILTER (WHERE moment > (%(sinces)s::timestamptz[])[3]) >= (%(leasts)s::integer[])[3]
)
SELECT contact_id, stream_id, channel, moment, NULL::smallint AS priority
FROM of_contacts
JOIN pressed USING (contact_id)
WHERE state <> 'queued' AND moment > %(since)s
UNION ALL
SELECT due.contact_id, due.stream_id, due.channel, NULL, s.priority
FROM (
    SELECT contact_id, stream_id, channel
    FROM of_contacts
    JOIN pressed USING (contact_id)
    WHERE state = 'queued'
) due
CROSS JOIN LATERAL (
    SELECT priority
    FROM messaging_messagestream
    WHERE id = due.stream_id AND claimable AND priority > %(above)s
    LIMIT 1
) s
ORDER BY moment
