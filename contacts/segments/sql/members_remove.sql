-- Takes contacts out of a static segment, and queues those who left for rules that refer to it.
WITH gone AS (
    DELETE FROM contacts_segmentmembership
    WHERE segment_id = %(segment)s AND workspace_id = %(workspace)s AND contact_id = ANY (%(contacts)s::uuid[])
    RETURNING contact_id
), noted AS (
    INSERT INTO contacts_segmenttransition (workspace_id, segment_id, contact_id, kind, at)
    SELECT %(workspace)s, %(segment)s, contact_id, 'left', %(now)s FROM gone
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id) SELECT %(workspace)s, contact_id FROM gone
), counted AS (
    UPDATE contacts_segment SET member_count = member_count - (SELECT count(*) FROM gone), refreshed_at = %(now)s
    WHERE id = %(segment)s
)
SELECT count(*) FROM gone
