-- transactions_open: the numbers of this database's open transactions that have one, the asking one's own aside.
--
-- PostgreSQL tells everybody these two columns. Plan: one row for each connection.
SELECT backend_xid::text::bigint FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
