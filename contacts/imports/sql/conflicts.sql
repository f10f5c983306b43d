-- Takes the rows out whose identities belong to different contacts, and tells how tangled the others are: how many
-- rows there are, and how many contacts they are about. The two differ when rows of one chunk meet in one contact.
WITH conflicting AS (
    DELETE FROM contacts_import_owner WHERE owners > 1 RETURNING row
)
SELECT ARRAY(SELECT row FROM conflicting ORDER BY row),
       count(*) FILTER (WHERE owners < 2), count(DISTINCT contact_id) FILTER (WHERE owners < 2)
FROM contacts_import_owner
