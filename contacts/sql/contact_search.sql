-- The keys of contacts whose e-mail address, name (either way round) or number begins with the text, or who are called
-- by it outside; at most %(most)s by each of them.
-- Plan: one range of an index for each arm (contact_email_prefix, contact_name_prefix, contact_surname_prefix,
-- contact_phone_unique, contact_external_id_unique), read no further than its LIMIT.
SELECT id FROM (
    (SELECT id FROM contacts_contact
     WHERE workspace_id = %(workspace)s AND lower(email) LIKE %(prefix)s LIMIT %(most)s)
    UNION ALL
    (SELECT id FROM contacts_contact
     WHERE workspace_id = %(workspace)s AND lower(first_name || ' ' || last_name) LIKE %(prefix)s LIMIT %(most)s)
    UNION ALL
    (SELECT id FROM contacts_contact
     WHERE workspace_id = %(workspace)s AND lower(last_name || ' ' || first_name) LIKE %(prefix)s LIMIT %(most)s)
    UNION ALL
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND phone = %(text)s
    UNION ALL
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND external_id = %(text)s
    UNION ALL
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND id = %(id)s
) AS found
GROUP BY id ORDER BY id DESC
LIMIT %(most)s
