-- How many contacts a file will hold, by the same predicate as contacts.sql.
SELECT count(*) FROM contacts_contact c WHERE {where}
