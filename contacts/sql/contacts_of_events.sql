-- contacts_of_events: contacts of nothing but what an event named them by; those that somebody else has made by now stay
-- as they are. Segments look at the new ones.
WITH made AS (
    INSERT INTO contacts_contact (id, workspace_id, email, phone, external_id, created_at, changed_at)
    SELECT id, %(workspace)s, email, phone, external_id, %(now)s, %(now)s
    FROM unnest(%(ids)s::uuid[], %(emails)s::text[], %(phones)s::text[], %(externals)s::text[])
        AS given (id, email, phone, external_id)
    ORDER BY lower(email), phone, external_id
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO contacts_contactchange (workspace_id, contact_id)
SELECT %(workspace)s, id FROM made
