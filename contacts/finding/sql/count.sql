-- How many contacts match a compiled selection over the alias c.
-- Plan: the selection's indexes, or all contacts of the workspace where most match. Everybody is not counted: contacts_total.
SELECT count(*) FROM contacts_contact c WHERE {which}
