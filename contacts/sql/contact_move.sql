-- contact_move: hands over what this app keeps about one contact to another; what both have stays the other's.
-- The caller has opened the consent log and locked both contacts. Plans: indexes by contact of each table.
UPDATE contacts_event SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE contacts_consentrecord SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
-- Where both have answered, a refusal wins; then an answer over one that is yet to be confirmed.
UPDATE contacts_consent k SET state = s.state, changed_at = s.changed_at
FROM contacts_consent s
WHERE s.contact_id = %(source)s AND k.contact_id = %(target)s AND s.channel = k.channel
  AND s.message_type = k.message_type AND s.topic_id IS NOT DISTINCT FROM k.topic_id
  AND ((s.state = 'denied' AND k.state <> 'denied') OR (k.state = 'pending' AND s.state = 'granted'));
DELETE FROM contacts_consent s
WHERE s.contact_id = %(source)s AND EXISTS (
    SELECT FROM contacts_consent k
    WHERE k.contact_id = %(target)s AND s.channel = k.channel AND s.message_type = k.message_type
      AND s.topic_id IS NOT DISTINCT FROM k.topic_id);
UPDATE contacts_consent SET contact_id = %(target)s WHERE contact_id = %(source)s;
-- Lists kept by hand take the target in; dynamic segments look at it again by the queue.
WITH gone AS (
    DELETE FROM contacts_segmentmembership WHERE contact_id = %(source)s RETURNING segment_id, entered_at
), kept AS (
    INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at)
    SELECT %(workspace)s, g.segment_id, %(target)s, g.entered_at
    FROM gone g JOIN contacts_segment s ON s.id = g.segment_id AND s.kind = 'static'
    ON CONFLICT (segment_id, contact_id) DO NOTHING
    RETURNING segment_id
)
UPDATE contacts_segment s SET member_count = s.member_count - 1
FROM gone g
WHERE s.id = g.segment_id AND NOT EXISTS (SELECT FROM kept k WHERE k.segment_id = g.segment_id);
UPDATE contacts_segmenttransition SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
DELETE FROM contacts_bulkchange WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE contacts_bulkoperation SET contact_ids = array_replace(contact_ids, %(source)s::uuid, %(target)s::uuid)
WHERE workspace_id = %(workspace)s AND contact_ids @> ARRAY[%(source)s::uuid];
-- Points by rules are counted anew for the contact that stays.
DELETE FROM contacts_contactscore WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE contacts_scorechange SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
DELETE FROM contacts_scoredue WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
INSERT INTO contacts_scoredue (workspace_id, contact_id) VALUES (%(workspace)s, %(target)s);
DELETE FROM contacts_importedcontact s
WHERE s.contact_id = %(source)s AND s.workspace_id = %(workspace)s AND EXISTS (
    SELECT FROM contacts_importedcontact k
    WHERE k.contact_id = %(target)s AND k.contact_import_id = s.contact_import_id);
UPDATE contacts_importedcontact SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
DELETE FROM contacts_contactchange WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
INSERT INTO contacts_contactchange (workspace_id, contact_id) VALUES (%(workspace)s, %(target)s);
