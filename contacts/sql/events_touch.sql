-- events_touch: marks the contacts of events by whose name a segment or a score rule of the workspace asks, so that these
-- look at them again. Both are few in a workspace; most ask for few events or none. Score rules about inactivity ask for any.
INSERT INTO contacts_contactchange (workspace_id, contact_id)
SELECT DISTINCT %(workspace)s::uuid, did.contact_id
FROM unnest(%(contacts)s::uuid[], %(names)s::text[]) AS did (contact_id, name)
WHERE did.name IN (
    SELECT leaf ->> 'field'
    FROM contacts_segment s, jsonb_path_query(s.rule, 'strict $.** ? (@.type == "event")') AS leaf
    WHERE s.workspace_id = %(workspace)s AND s.kind = 'dynamic'
    UNION ALL
    SELECT r.event FROM contacts_scorerule r WHERE r.workspace_id = %(workspace)s AND r.is_active AND r.kind = 'event'
) OR EXISTS (
    SELECT FROM contacts_scorerule r WHERE r.workspace_id = %(workspace)s AND r.is_active AND r.kind = 'inactivity'
)
