-- Fills the staging table. A cell that says nothing is NULL; no cell says the empty text.
COPY contacts_import_stage
    (row, new_id, external_id, email, phone, first_name, last_name, timezone, score, tags, attributes)
FROM STDIN (NULL '')
