-- sample_segment: up to `limit` members of a segment.
--
-- Index Only Scan on the memberships' unique index (segment, contact).
SELECT contact_id, NULL::jsonb AS context
FROM contacts_segmentmembership
WHERE segment_id = %(segment)s
ORDER BY contact_id DESC
LIMIT %(limit)s
