-- Contacts as templates see them, in the order of ContactRow's fields.
-- Plan: primary key lookups.
SELECT id, external_id, email, phone, first_name, last_name, timezone, score, tags, created_at, attributes::text
FROM contacts_contact
WHERE workspace_id = %(workspace)s AND id = ANY (%(ids)s::uuid[])
