-- events_leave: marks the contacts of events that are about to go and for whose name a segment of their workspace asks.
-- {events} is a partition. Seq Scan of it, once in its life; segments are few.
INSERT INTO contacts_contactchange (workspace_id, contact_id)
SELECT DISTINCT ev.workspace_id, ev.contact_id
FROM {events} ev
JOIN (
    SELECT DISTINCT s.workspace_id, leaf ->> 'field' AS name
    FROM contacts_segment s, jsonb_path_query(s.rule, 'strict $.** ? (@.type == "event")') AS leaf
    WHERE s.kind = 'dynamic'
) asked ON asked.workspace_id = ev.workspace_id AND asked.name = ev.name
WHERE %(before)s::timestamptz IS NULL OR (ev.created_at < %(before)s::timestamptz AND ev.routed_at IS NOT NULL)
