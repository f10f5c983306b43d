-- contact_bounds: ids between which lie equally many contacts each, as the planner's statistics know them; none before
-- the table was analysed.
SELECT unnest(s.histogram_bounds::text::uuid[])
FROM pg_stats s
WHERE s.tablename = 'contacts_contact' AND s.attname = 'id'
  AND s.schemaname = (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('contacts_contact'))
