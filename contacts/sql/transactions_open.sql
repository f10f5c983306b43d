-- transactions_open: the numbers of this database's open transactions that have one, the asking one's own aside.
--
-- Autovacuum, which is nobody's, records no events; its ANALYZE has a number for as long as it takes. PostgreSQL tells
-- everybody these columns. Plan: one row for each connection.
SELECT backend_xid::text::bigint FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL AND backend_xid IS NOT NULL
