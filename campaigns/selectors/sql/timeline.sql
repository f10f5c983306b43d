-- The steps of a contact's ways through campaigns, newest first, behind a place.
-- Plan: execution_by_contact gives the executions, the index on a step's execution the steps; the newest are kept.
SELECT s.created_at, 30, s.id, s.execution_id
FROM campaigns_execution e JOIN campaigns_step s ON s.execution_id = e.id
WHERE e.contact_id = %(contact)s AND e.workspace_id = %(workspace)s
  AND (%(kinds)s::text[] IS NULL OR 'step' = ANY (%(kinds)s::text[]))
  AND (s.created_at, 30, s.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
ORDER BY s.created_at DESC, s.id DESC
LIMIT %(limit)s
