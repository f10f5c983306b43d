-- Fills the staging table.
COPY contacts_import_stage
    (row, new_id, external_id, email, phone, first_name, last_name, timezone, score, tags, attributes)
FROM STDIN
