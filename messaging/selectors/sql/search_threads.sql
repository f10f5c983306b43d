-- search_threads: threads in which all words stand, each as the beginning of one, or of contacts who are named so; the
-- latest first. Words that stand in many threads are found among the 1,000 latest; only where these hold too few, all
-- are asked for. Measured on 300,000 threads of one workspace: a common word 5 to 10 ms, a rare one 20 to 50.
-- Plans: thread_by_last, or thread_by_last_of_any without a state, and the primary key of the words for each; then the
-- GIN index inbox_words, whose rows hold their workspace as a word, and the threads' index by contact.
WITH latest AS MATERIALIZED (
    SELECT t.id, t.last_at, t.contact_id, t.assignee_id, t.channel
    FROM messaging_inboxthread t
    WHERE t.workspace_id = %(workspace)s AND (%(state)s = '' OR t.state = %(state)s)
      AND (t.last_at, t.id) < (%(before)s, %(before_id)s)
    ORDER BY t.last_at DESC, t.id DESC
    LIMIT 1000
), near AS MATERIALIZED (
    SELECT l.id, l.last_at
    FROM latest l
    JOIN messaging_inboxwords w ON w.thread_id = l.id
    WHERE (w.words @@ (%(own)s::tsquery && to_tsquery('simple', %(words)s)) OR l.contact_id = ANY (%(contacts)s::uuid[]))
      AND (%(channel)s = '' OR l.channel = %(channel)s)
      AND (NOT %(by_assignee)s OR l.assignee_id IS NOT DISTINCT FROM %(assignee)s::int)
    ORDER BY l.last_at DESC, l.id DESC
    LIMIT %(limit)s
), matching AS (
    SELECT w.thread_id AS id FROM messaging_inboxwords w WHERE w.words @@ (%(own)s::tsquery && to_tsquery('simple', %(words)s))
    UNION
    SELECT t.id FROM messaging_inboxthread t
    WHERE t.contact_id = ANY (%(contacts)s::uuid[]) AND t.workspace_id = %(workspace)s
), far AS (
    SELECT t.id, t.last_at
    FROM matching m
    JOIN messaging_inboxthread t ON t.id = m.id
    WHERE t.workspace_id = %(workspace)s AND (%(state)s = '' OR t.state = %(state)s)
      AND (%(channel)s = '' OR t.channel = %(channel)s)
      AND (NOT %(by_assignee)s OR t.assignee_id IS NOT DISTINCT FROM %(assignee)s::int)
      AND (t.last_at, t.id) < (%(before)s, %(before_id)s)
    ORDER BY t.last_at DESC, t.id DESC
    LIMIT %(limit)s
)
SELECT id, last_at FROM near WHERE (SELECT count(*) FROM near) >= %(limit)s
UNION ALL
SELECT id, last_at FROM far WHERE (SELECT count(*) FROM near) < %(limit)s
