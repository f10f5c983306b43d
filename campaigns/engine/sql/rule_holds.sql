-- rule_holds: for which of these executions, all waiting at one node, its rule holds now.
-- {predicate} is a compiled rule over c and b: placeholders only.
--
-- Primary keys.
SELECT b.execution_id
FROM (
    SELECT e.id AS execution_id, e.contact_id, COALESCE(e.context, '{}'::jsonb) AS context
    FROM campaigns_execution e
    WHERE e.id = ANY (%(executions)s::bigint[])
) b
JOIN contacts_contact c ON c.id = b.contact_id
WHERE {predicate}
