-- keep_answers: puts what was kept of settled calls' answers into the contexts of the executions that rest beside them,
-- before they go on. Both are locked by the claim. Answers the contexts as they are now.
--
-- Primary keys.
UPDATE campaigns_execution e
SET context = COALESCE(e.context, '{}') || jsonb_build_object(
    %(key)s::text,
    CASE WHEN jsonb_typeof(e.context -> %(key)s::text) = 'object' THEN e.context -> %(key)s::text ELSE '{}' END || w.kept
)
FROM campaigns_webhookcall w
WHERE w.id = ANY(%(calls)s::bigint[]) AND w.kept IS NOT NULL
  AND e.id = w.execution_id AND e.node = w.node AND e.visit = w.visit AND e.state = 'processing'
RETURNING e.id, e.context
