-- bound_segment: the last contact of the next batch of a run over a segment, and how many contacts it holds.
--
-- Index Only Scan on the unique index of memberships (segment, contact), from the run's cursor on.
SELECT (array_agg(contact_id ORDER BY contact_id DESC))[1], count(*)
FROM (
    SELECT contact_id
    FROM contacts_segmentmembership
    WHERE segment_id = %(segment)s AND contact_id > %(cursor)s
    ORDER BY contact_id
    LIMIT %(size)s
) batch
