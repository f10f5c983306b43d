-- contacts_left: about which of these contacts this app keeps rows. Asked of contacts who are gone. Plans: the indexes by
-- contact of each table; queues, scratch rows of imports and operations are few.
SELECT contact_id FROM contacts_event
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_consentrecord
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_consent
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_segmenttransition
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_segmentmembership
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_bulkchange
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_contactscore
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_scorechange
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_scoredue
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_importedcontact
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM contacts_contactchange
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT one FROM contacts_bulkoperation, unnest(contact_ids) AS one
WHERE workspace_id = %(workspace)s AND contact_ids && %(contacts)s::uuid[] AND one = ANY (%(contacts)s::uuid[])
