-- Brings the membership of several segments in line with their rules, for some contacts. The truths are one compiled rule
-- for each of the segments, over the alias c: its place among them, or NULL; the contacts and members are narrowed to the
-- same people. Transitions are appended, the counts are kept, and whoever came to or left a segment that announces is
-- queued for the segments whose rules refer to it.
-- Plan: the contacts are read once, by their keys; each row gives the short list of its segments. What is held comes by
-- the members' index on the contact, and both sides meet in hash joins. The counts' rows are locked in their order.
WITH judged AS MATERIALIZED (
    SELECT c.id, array_remove(ARRAY[{truths}]::int[], NULL) AS places
    FROM contacts_contact c
    WHERE c.workspace_id = %(workspace)s AND {contacts}
), wanted AS MATERIALIZED (
    SELECT (%(segments)s::uuid[])[place] AS segment_id, judged.id AS contact_id
    FROM judged CROSS JOIN LATERAL unnest(judged.places) AS place
), held AS MATERIALIZED (
    SELECT m.id, m.segment_id, m.contact_id
    FROM contacts_segmentmembership m
    WHERE m.segment_id = ANY (%(segments)s::uuid[]) AND {members}
), entered AS (
    INSERT INTO contacts_segmentmembership (workspace_id, segment_id, contact_id, entered_at)
    SELECT %(workspace)s, wanted.segment_id, wanted.contact_id, %(now)s
    FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM held WHERE held.segment_id = wanted.segment_id AND held.contact_id = wanted.contact_id)
    RETURNING segment_id, contact_id
), gone AS (
    DELETE FROM contacts_segmentmembership m
    WHERE m.id = ANY (ARRAY(
        SELECT held.id
        FROM held
        WHERE NOT EXISTS (
            SELECT FROM wanted WHERE wanted.segment_id = held.segment_id AND wanted.contact_id = held.contact_id)))
    RETURNING segment_id, contact_id
), moved AS MATERIALIZED (
    SELECT segment_id, contact_id, 'entered' AS kind, 1 AS one FROM entered
    UNION ALL
    SELECT segment_id, contact_id, 'left', -1 FROM gone
), noted AS (
    INSERT INTO contacts_segmenttransition (workspace_id, segment_id, contact_id, kind, at)
    SELECT %(workspace)s, segment_id, contact_id, kind, %(now)s FROM moved
), announced AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT DISTINCT %(workspace)s::uuid, contact_id FROM moved WHERE segment_id = ANY (%(announcing)s::uuid[])
), grown AS (
    SELECT segment_id, sum(one) AS members FROM moved GROUP BY segment_id
), locked AS MATERIALIZED (
    SELECT s.id, grown.members
    FROM contacts_segment s JOIN grown ON grown.segment_id = s.id
    WHERE s.workspace_id = %(workspace)s
    ORDER BY s.id
    FOR NO KEY UPDATE OF s
), counted AS (
    UPDATE contacts_segment s SET member_count = s.member_count + locked.members FROM locked WHERE s.id = locked.id
)
SELECT (SELECT count(*) FROM judged), (SELECT count(*) FROM moved)
