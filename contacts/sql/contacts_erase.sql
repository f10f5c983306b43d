-- contacts_erase: everything that this app keeps about contacts, and the contacts themselves.
-- The caller has opened the consent log, and locked the segments and the contacts. Plans: the indexes by contact of each table; the
-- queue of changes is short, and so are the scratch rows of running imports.
DELETE FROM contacts_event WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_consentrecord WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_consent WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_segmenttransition WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
WITH gone AS (
    DELETE FROM contacts_segmentmembership
    WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
    RETURNING segment_id
)
UPDATE contacts_segment s SET member_count = s.member_count - g.number
FROM (SELECT segment_id, count(*) AS number FROM gone GROUP BY segment_id) g
WHERE s.id = g.segment_id;
DELETE FROM contacts_bulkchange WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
UPDATE contacts_bulkoperation
SET contact_ids = ARRAY(SELECT one FROM unnest(contact_ids) AS one WHERE one <> ALL (%(contacts)s::uuid[]))
WHERE workspace_id = %(workspace)s AND contact_ids && %(contacts)s::uuid[];
DELETE FROM contacts_contactscore WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_scorechange WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_scoredue WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_contactalias WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_importedcontact WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM contacts_contactchange WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
