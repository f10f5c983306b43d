-- Notes which row spoke of which contact, and returns the rows whose contact an earlier chunk of this file spoke of,
-- with that earlier row.
-- Plan: one index lookup per row; OFFSET 0 keeps it so while the scratch table's statistics are old.
WITH earlier AS (
    SELECT s.row, k.row AS earlier
    FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT row FROM contacts_importedcontact
        WHERE contact_import_id = %(import)s AND contact_id = s.contact_id OFFSET 0) AS k
), noted AS (
    INSERT INTO contacts_importedcontact AS k (workspace_id, contact_import_id, contact_id, row)
    SELECT %(workspace)s, %(import)s, contact_id, row FROM contacts_import_stage
    ON CONFLICT (contact_import_id, contact_id) DO UPDATE SET row = excluded.row
)
SELECT row, earlier FROM earlier ORDER BY row
