-- Of those whom a selection means: how many an action would change (NULL), and how many would stay, by reason. Selection
-- and verdict are compiled over the alias c: placeholders only.
-- Plan: the selection's indexes; the verdict is asked of each match.
SELECT verdict.why, count(*)
FROM contacts_contact c CROSS JOIN LATERAL (SELECT ({verdict})::text AS why) AS verdict
WHERE {which}
GROUP BY verdict.why
