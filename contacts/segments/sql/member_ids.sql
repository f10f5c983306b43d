-- The members of one segment.
SELECT m.contact_id
FROM contacts_segmentmembership m
WHERE m.workspace_id = %(workspace)s AND m.segment_id = %(segment)s
