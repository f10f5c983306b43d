-- record_event_conversions: one conversion for each execution of a campaign whose contact did what the goal counts, by
-- the earliest of the given events that happened within the window from the entry on, if it has none yet; attributed to
-- the last message that was accepted by then. `filter` is a compiled rule over c, b.context and b.execution_id:
-- placeholders only. Notes the ways by which each had gone on by then, as record_conversions does. In the order of the
-- executions, so that two who find the same ones don't cross.
--
-- Primary keys of events and contacts; executions by execution_once_per_entry (campaign, contact, entry), conversions by
-- their unique index, messages by message_once_per_visit (execution, node, visit), steps by their execution.
INSERT INTO campaigns_conversion (
    workspace_id, campaign_id, contact_id, execution_id, event_id, message_id, node, ways, at, leaving, created_at
)
SELECT b.workspace_id, b.campaign_id, b.contact_id, b.execution_id, b.event_id, m.id, COALESCE(m.node, ''),
       COALESCE(w.ways, '[]'), b.occurred_at, %(leaves)s AND b.state IN ('pending', 'processing'), %(now)s
FROM (
    SELECT DISTINCT ON (b.execution_id) b.*
    FROM (
        SELECT e.id AS execution_id, e.workspace_id, e.campaign_id, e.contact_id, e.state,
               ev.id AS event_id, ev.occurred_at,
               ev.properties || jsonb_build_object('event', ev.name, 'occurred_at', ev.occurred_at) AS context
        FROM contacts_event ev
        JOIN campaigns_execution e
            ON e.campaign_id = %(campaign)s AND e.contact_id = ev.contact_id
            AND e.created_at <= ev.occurred_at AND e.created_at > ev.occurred_at - make_interval(days => %(window)s)
        WHERE ev.id = ANY (%(events)s::bigint[]) AND ev.created_at >= %(earliest)s::timestamptz
          AND NOT EXISTS (SELECT 1 FROM campaigns_conversion v WHERE v.execution_id = e.id)
    ) b
    JOIN contacts_contact c ON c.id = b.contact_id
    WHERE ({filter}) IS TRUE
    ORDER BY b.execution_id, b.occurred_at, b.event_id
) b
LEFT JOIN LATERAL (
    SELECT m.id, m.node
    FROM messaging_message m
    WHERE m.execution_id = b.execution_id AND m.state = 'accepted' AND m.settled_at <= b.occurred_at
    ORDER BY m.settled_at DESC, m.id DESC
    LIMIT 1
) m ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(DISTINCT jsonb_build_array(s.node, s.port)) AS ways
    FROM campaigns_step s
    WHERE s.execution_id = b.execution_id AND s.created_at <= b.occurred_at
      AND (s.outcome = 'passed' OR (s.outcome = 'completed' AND s.reason = 'holdout'))
) w ON true
ORDER BY b.execution_id
ON CONFLICT (execution_id) DO NOTHING
