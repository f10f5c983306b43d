-- Keeps what contacts have by rules now, moves their scores by the difference, and leaves a line of history and one in the
-- queue of changes for each that moved. Points that were given by hand stay: the score moves, and is not set.
-- Rows are locked in the order of their ids. Plan: primary key lookups.
WITH given AS (
    SELECT contact, computed, parts, ages
    FROM unnest(%(contacts)s::uuid[], %(computed)s::integer[], %(parts)s::jsonb[], %(ages)s::boolean[])
         AS given (contact, computed, parts, ages)
), target AS MATERIALIZED (
    SELECT c.id, c.score, given.computed, given.parts, given.ages, s.contact_id IS NULL AS is_new,
           coalesce(s.computed, 0) AS was, coalesce(s.parts, '{}') AS had, coalesce(s.ages, FALSE) AS aged
    FROM contacts_contact c JOIN given ON given.contact = c.id LEFT JOIN contacts_contactscore s ON s.contact_id = c.id
    WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(contacts)s::uuid[])
    ORDER BY c.id
    FOR NO KEY UPDATE OF c
), kept AS (
    INSERT INTO contacts_contactscore (workspace_id, contact_id, computed, parts, ages)
    SELECT %(workspace)s, id, computed, parts, ages FROM target
    WHERE (is_new AND (parts <> '{}' OR ages)) OR (NOT is_new AND (parts <> had OR ages <> aged))
    ON CONFLICT (contact_id) DO UPDATE
    SET computed = excluded.computed, parts = excluded.parts, ages = excluded.ages
), moved AS (
    UPDATE contacts_contact c
    SET score = greatest(least(c.score::bigint + target.computed - target.was, 2147483647), -2147483648)::integer,
        changed_at = %(now)s
    FROM target
    WHERE c.id = target.id AND target.computed <> target.was
    RETURNING c.id, target.score AS before, c.score AS after, target.had, target.parts
), noted AS (
    INSERT INTO contacts_scorechange (workspace_id, contact_id, at, before, after, parts)
    SELECT %(workspace)s, id, %(now)s, before, after, coalesce((
        SELECT jsonb_object_agg(rule, coalesce((moved.parts ->> rule)::integer, 0) - coalesce((had ->> rule)::integer, 0))
        FROM (SELECT jsonb_object_keys(moved.parts || had) AS rule) AS each
        WHERE coalesce((moved.parts ->> rule)::integer, 0) <> coalesce((had ->> rule)::integer, 0)), '{}')
    FROM moved
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id) SELECT %(workspace)s, id FROM moved
)
SELECT count(*) FROM moved
