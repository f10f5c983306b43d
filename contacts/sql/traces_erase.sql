-- traces_erase: rows of files that were not taken and name one of these people, with what was said of them; and what was
-- said of rows that were taken. Plans: the GIN index import_refused_by_identity; import_error_by_row and
-- import_error_by_value.
WITH gone AS (
    DELETE FROM contacts_importrefusedrow
    WHERE workspace_id = %(workspace)s AND identities && %(identities)s::text[]
    RETURNING contact_import_id, row
)
DELETE FROM contacts_importrowerror f
USING gone
WHERE f.contact_import_id = gone.contact_import_id AND f.row = gone.row;
DELETE FROM contacts_importrowerror
WHERE workspace_id = %(workspace)s AND lower(value) = ANY (ARRAY(SELECT lower(one) FROM unnest(%(identities)s::text[]) AS one))
