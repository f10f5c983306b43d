-- The contacts who have any of these identities, locked in the order of their ids, as every set-wise write does.
-- Plan: one lookup in a unique index for each identity (contact_external_id_unique, contact_email_unique,
-- contact_phone_unique).
SELECT c.id
FROM contacts_contact c
WHERE c.workspace_id = %(workspace)s AND c.id = ANY (ARRAY(
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND external_id = ANY (%(external_id)s::text[])
    UNION
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND lower(email) = ANY (%(email)s::text[])
    UNION
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND phone = ANY (%(phone)s::text[])))
ORDER BY c.id
FOR NO KEY UPDATE
