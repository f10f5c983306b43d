-- Brings one segment's membership in line with its rule: for the given contacts, or for all where %(contacts)s is NULL.
-- {predicate} is a compiled rule over the alias c: placeholders only. Transitions are appended, the count is kept, and
-- with %(announce)s those who came or went are queued for the segments whose rules refer to this one.
WITH matching AS MATERIALIZED (
    SELECT c.id
    FROM contacts_contact c
    WHERE c.workspace_id = %(workspace)s
      AND (%(contacts)s::uuid[] IS NULL OR c.id = ANY (%(contacts)s::uuid[]))
      AND {predicate}
), entered AS (
    INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at)
    SELECT %(workspace)s, %(segment)s, matching.id, %(now)s
    FROM matching
    WHERE NOT EXISTS (
        SELECT FROM contacts_segmentmembership m WHERE m.segment_id = %(segment)s AND m.contact_id = matching.id)
    RETURNING contact_id
), gone AS (
    DELETE FROM contacts_segmentmembership m
    WHERE m.segment_id = %(segment)s
      AND (%(contacts)s::uuid[] IS NULL OR m.contact_id = ANY (%(contacts)s::uuid[]))
      AND NOT EXISTS (SELECT FROM matching WHERE matching.id = m.contact_id)
    RETURNING contact_id
), moved AS (
    SELECT contact_id, 'entered' AS kind FROM entered
    UNION ALL
    SELECT contact_id, 'left' FROM gone
), noted AS (
    INSERT INTO contacts_segmenttransition (workspace_id, segment_id, contact_id, kind, at)
    SELECT %(workspace)s, %(segment)s, contact_id, kind, %(now)s FROM moved
), announced AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT %(workspace)s, contact_id FROM moved WHERE %(announce)s
), counted AS (
    UPDATE contacts_segment
    SET member_count = member_count + (SELECT count(*) FROM entered) - (SELECT count(*) FROM gone)
    WHERE id = %(segment)s AND EXISTS (SELECT FROM moved)
)
SELECT count(*) FROM moved
