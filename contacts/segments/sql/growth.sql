-- Who entered and left a segment since a moment, by day of a time zone.
-- Plan: a range of segment_transition_by_segment, whatever other segments did.
SELECT (t.at AT TIME ZONE %(zone)s)::date AS day,
       count(*) FILTER (WHERE t.kind = 'entered'),
       count(*) FILTER (WHERE t.kind = 'left')
FROM contacts_segmenttransition t
WHERE t.segment_id = %(segment)s AND t.at >= %(since)s
GROUP BY day
