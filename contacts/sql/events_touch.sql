-- events_touch: marks the contacts of events by whose name a segment of the workspace asks, so that it looks at them
-- again. Segments of a workspace are few; most workspaces ask for few events or none.
INSERT INTO contacts_contactchange (workspace_id, contact_id)
SELECT DISTINCT %(workspace)s::uuid, did.contact_id
FROM unnest(%(contacts)s::uuid[], %(names)s::text[]) AS did (contact_id, name)
WHERE did.name IN (
    SELECT leaf ->> 'field'
    FROM contacts_segment s, jsonb_path_query(s.rule, 'strict $.** ? (@.type == "event")') AS leaf
    WHERE s.workspace_id = %(workspace)s AND s.kind = 'dynamic'
)
