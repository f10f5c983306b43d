-- judge_endpoints: how endpoints fare, after a batch of attempts at each: one success wipes failures out; without any, the
-- endpoint is left alone for a while that doubles, and is disabled when it answered 410 or has failed for `lasting`.
-- Endpoints that work and go on working are not written. Locked in the order of their keys. Answers those disabled now.
--
-- Primary key.
WITH told AS MATERIALIZED (
    SELECT p.id, r.successes, r.failures, r.gone
    FROM unnest(%(endpoints)s::uuid[], %(successes)s::integer[], %(failures)s::integer[], %(gone)s::boolean[])
         AS r (id, successes, failures, gone)
    JOIN workspaces_webhookendpoint p ON p.id = r.id
    WHERE p.enabled AND (r.successes = 0 OR r.gone OR p.failures > 0)
    ORDER BY p.id
    FOR NO KEY UPDATE OF p
), weighed AS (
    SELECT t.id, t.gone,
           CASE WHEN t.successes > 0 THEN 0 ELSE LEAST(p.failures + t.failures, 1000000) END AS failures,
           CASE WHEN t.successes = 0 THEN COALESCE(p.failing_since, %(now)s::timestamptz) END AS failing_since
    FROM told t JOIN workspaces_webhookendpoint p ON p.id = t.id
), judged AS (
    SELECT *, CASE WHEN gone THEN 'gone'
                   WHEN failing_since <= %(now)s::timestamptz - %(lasting)s::interval THEN 'failing' ELSE '' END AS ended
    FROM weighed
)
UPDATE workspaces_webhookendpoint p
SET failures = j.failures,
    failing_since = j.failing_since,
    blocked_until = CASE WHEN j.failures >= %(patience)s THEN
        %(now)s::timestamptz + make_interval(secs => LEAST(
            %(first_wait)s::double precision * 2 ^ LEAST(j.failures - %(patience)s, 20), %(longest_wait)s)) END,
    enabled = j.ended = '',
    disabled_reason = j.ended,
    disabled_at = CASE WHEN j.ended <> '' THEN %(now)s::timestamptz END
FROM judged j
WHERE p.id = j.id
RETURNING p.id, p.enabled
