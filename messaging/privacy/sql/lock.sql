-- lock: the messages of contacts, in the order of their keys, as delivery's claims take them. Plan: the index by contact.
SELECT id FROM messaging_message
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
ORDER BY id FOR UPDATE
