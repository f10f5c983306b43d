-- event_months: the monthly partitions of events, oldest first, each with the moment at which its month ends.
SELECT part.relname::text,
       (to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' AS closes
FROM pg_inherits h
JOIN pg_class part ON part.oid = h.inhrelid
WHERE h.inhparent = 'contacts_event'::regclass AND part.relname ~ '^contacts_event_\d{4}_\d{2}$'
ORDER BY closes
