-- How many contacts match a compiled selection over the alias c.
-- Plan: the selection's indexes, or an index-only scan of contact_by_key where it is everybody.
SELECT count(*) FROM contacts_contact c WHERE {which}
