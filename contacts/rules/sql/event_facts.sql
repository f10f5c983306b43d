-- A contact's events of the given names, at most %(limit)s of them; properties only %(with_properties)s.
-- Plan: the index on (contact, name, time), one range for each name.
SELECT ev.name, ev.occurred_at, CASE WHEN %(with_properties)s THEN ev.properties::text END
FROM contacts_event ev
WHERE ev.contact_id = %(contact)s AND ev.workspace_id = %(workspace)s AND ev.name = ANY (%(names)s)
LIMIT %(limit)s
