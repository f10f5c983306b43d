-- left: about which of these contacts messaging keeps rows. Asked of contacts who are gone. Plans: indexes by contact.
SELECT contact_id FROM messaging_message
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_linkclick
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_linktarget
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_inboxthread
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_consentconfirmation
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_returnedcontact
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_onsiteitem
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM messaging_contactpoint
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
