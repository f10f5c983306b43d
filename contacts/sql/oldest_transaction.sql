-- oldest_transaction: when the oldest open transaction of this database began, the asking one's own aside. Processes of one
-- installation share a role, so that each sees the others' times. Plan: one row for each connection.
SELECT min(xact_start) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
