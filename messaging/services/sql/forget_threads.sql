-- forget_threads: a workspace's threads in which nothing was said since a moment go, with what was said in them; snoozed ones
-- stay until they have been open again. Up to %(limit)s at once. Their words go by a trigger.
-- Plans: thread_by_last_of_any from its far end; entries by inbox_entry_by_thread.
WITH old AS MATERIALIZED (
    SELECT id FROM messaging_inboxthread
    WHERE workspace_id = %(workspace)s AND last_at < %(before)s AND state <> 'snoozed'
    ORDER BY last_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), said AS (
    DELETE FROM messaging_inboxentry e USING old WHERE e.thread_id = old.id
)
DELETE FROM messaging_inboxthread t USING old WHERE t.id = old.id
