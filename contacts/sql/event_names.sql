-- The names of the workspace's latest %(most)s events, those that came most often first.
-- Plan: index event_by_time, read backwards as far as that; nothing else of the table is looked at.
SELECT name FROM (
    SELECT name FROM contacts_event WHERE workspace_id = %(workspace)s ORDER BY occurred_at DESC, id DESC LIMIT %(most)s
) AS latest
WHERE name ILIKE %(pattern)s
GROUP BY name ORDER BY count(*) DESC, name LIMIT %(limit)s
