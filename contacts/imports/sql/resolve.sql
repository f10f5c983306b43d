-- Finds the contact that each staged row is about, by any of its identities; a row without one is to be a new contact.
-- `owners` above 1 means that its identities belong to different contacts.
-- Plan: one index lookup per row and identity.
WITH found AS (
    SELECT s.row, c.id FROM contacts_import_stage s
    JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND lower(c.email) = lower(s.email)
    UNION
    SELECT s.row, c.id FROM contacts_import_stage s
    JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.phone = s.phone
    UNION
    SELECT s.row, c.id FROM contacts_import_stage s
    JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.external_id = s.external_id
), owned AS (
    SELECT row, count(*) AS owners, (array_agg(id))[1] AS id FROM found GROUP BY row
)
UPDATE contacts_import_stage s
SET contact_id = coalesce(owned.id, s.new_id), owners = coalesce(owned.owners, 0)
FROM contacts_import_stage self LEFT JOIN owned ON owned.row = self.row
WHERE self.row = s.row
