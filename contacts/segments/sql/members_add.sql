-- Puts contacts of the workspace into a static segment, and queues those who are new for rules that refer to it.
-- Contacts are locked in the order of their ids, as the foreign key would lock them; who goes meanwhile is passed over.
WITH present AS MATERIALIZED (
    SELECT c.id FROM contacts_contact c
    WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(contacts)s::uuid[])
    ORDER BY c.id
    FOR KEY SHARE
), entered AS (
    INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at)
    SELECT %(workspace)s, %(segment)s, id, %(now)s FROM present ORDER BY id
    ON CONFLICT (segment_id, contact_id) DO NOTHING
    RETURNING contact_id
), noted AS (
    INSERT INTO contacts_segmenttransition (workspace_id, segment_id, contact_id, kind, at)
    SELECT %(workspace)s, %(segment)s, contact_id, 'entered', %(now)s FROM entered
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id) SELECT %(workspace)s, contact_id FROM entered
), counted AS (
    UPDATE contacts_segment SET member_count = member_count + (SELECT count(*) FROM entered), refreshed_at = %(now)s
    WHERE id = %(segment)s
)
SELECT count(*) FROM entered
