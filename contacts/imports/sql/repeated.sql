-- Notes which row spoke of which contact, and returns the rows whose contact an earlier chunk of this file spoke of,
-- with that earlier row. Contacts that this chunk made have no earlier one.
-- Plan: one index lookup per row about a known contact; OFFSET 0 keeps it so while the scratch table's statistics are old.
WITH earlier AS (
    SELECT o.row, k.row AS earlier
    FROM contacts_import_owner o
    CROSS JOIN LATERAL (
        SELECT row FROM contacts_importedcontact
        WHERE contact_import_id = %(import)s AND contact_id = o.contact_id OFFSET 0) AS k
    WHERE o.owners = 1
), noted AS (
    INSERT INTO contacts_importedcontact (workspace_id, contact_import_id, contact_id, row)
    SELECT %(workspace)s, %(import)s, contact_id, row FROM contacts_import_owner WHERE owners = 0
), noted_again AS (
    INSERT INTO contacts_importedcontact AS k (workspace_id, contact_import_id, contact_id, row)
    SELECT %(workspace)s, %(import)s, contact_id, row FROM contacts_import_owner WHERE owners = 1
    ON CONFLICT (contact_import_id, contact_id) DO UPDATE SET row = excluded.row
)
SELECT row, earlier FROM earlier ORDER BY row
