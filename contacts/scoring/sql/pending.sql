-- The workspaces where the scoring stage has something to do: a walk that is under way or due on a new day, or a queue.
-- Plan: there is one row for each workspace that scores; the queue's index is asked for its first row of each.
SELECT s.workspace_id
FROM contacts_scorestate s
WHERE s.walk <> '' OR (s.is_active AND s.walked_on < %(today)s)
   OR EXISTS (SELECT FROM contacts_scoredue d WHERE d.workspace_id = s.workspace_id)
