-- bound_segment: the last contact of the next batch of a run over a segment; no row when fewer are left than make a whole one.
--
-- Index Only Scan on the unique index of memberships (segment, contact), from the run's cursor on.
SELECT contact_id
FROM contacts_segmentmembership
WHERE segment_id = %(segment)s AND contact_id > %(cursor)s
ORDER BY contact_id
LIMIT 1 OFFSET %(skip)s
