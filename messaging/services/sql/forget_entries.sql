-- forget_entries: what was said before a moment goes from threads that are still in use, and their words are made anew of
-- what is left. Up to %(limit)s entries at once. Plan: the threads' and entries' primary keys, and inbox_entry_by_age.
WITH old AS MATERIALIZED (
    SELECT id, thread_id FROM messaging_inboxentry
    WHERE workspace_id = %(workspace)s AND created_at < %(before)s
    ORDER BY created_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM messaging_inboxentry e USING old WHERE e.id = old.id
), worded AS (
    UPDATE messaging_inboxwords w
    SET words = messaging_thread_words(w.thread_id, %(before)s)
    FROM (SELECT DISTINCT thread_id FROM old) touched
    WHERE w.thread_id = touched.thread_id
)
SELECT id FROM old
