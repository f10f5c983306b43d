-- Notes which row spoke of which contact, and returns the rows whose contact an earlier chunk of this file spoke of,
-- with that earlier row.
WITH earlier AS (
    SELECT s.row, k.row AS earlier
    FROM contacts_import_stage s
    JOIN contacts_importedcontact k ON k.contact_import_id = %(import)s AND k.contact_id = s.contact_id
), noted AS (
    INSERT INTO contacts_importedcontact AS k (workspace_id, contact_import_id, contact_id, row)
    SELECT %(workspace)s, %(import)s, contact_id, row FROM contacts_import_stage
    ON CONFLICT (contact_import_id, contact_id) DO UPDATE SET row = excluded.row
)
SELECT row, earlier FROM earlier ORDER BY row
