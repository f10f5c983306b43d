-- Which contact each staged row became.
SELECT row, contact_id FROM contacts_import_owner
