-- Finds the contact that each staged row is about, by any of its identities; a row without one is to be a new contact.
-- `owners` above 1 means that its identities belong to different contacts.
-- Plan: one index lookup per row and identity. OFFSET 0 is a fence: in the middle of an import statistics are old, and
-- the planner would rather read all of the workspace's contacts for every chunk.
WITH found AS (
    SELECT s.row, c.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM contacts_contact
        WHERE workspace_id = %(workspace)s AND lower(email) = lower(s.email) OFFSET 0) AS c
    WHERE s.email IS NOT NULL
    UNION
    SELECT s.row, c.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND phone = s.phone OFFSET 0) AS c
    WHERE s.phone IS NOT NULL
    UNION
    SELECT s.row, c.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM contacts_contact
        WHERE workspace_id = %(workspace)s AND external_id = s.external_id OFFSET 0) AS c
    WHERE s.external_id IS NOT NULL
), owned AS (
    SELECT row, count(*) AS owners, (array_agg(id))[1] AS id FROM found GROUP BY row
)
INSERT INTO contacts_import_owner (row, contact_id, owners)
SELECT s.row, coalesce(owned.id, s.new_id), coalesce(owned.owners, 0)
FROM contacts_import_stage s LEFT JOIN owned ON owned.row = s.row
