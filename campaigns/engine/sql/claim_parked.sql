-- claim_parked: locks the executions of settled messages, in the columns of claim_due but the last one. An execution that has left its
-- message behind (it was ended by hand) is not among them; its message is released all the same.
--
-- Primary key.
SELECT e.id, e.contact_id, e.version_id::text, e.run_id::text, e.node, e.arrived_at IS NOT NULL, e.visit, e.context
FROM campaigns_execution e
WHERE e.id = ANY(%(executions)s::bigint[]) AND e.state = 'processing'
FOR NO KEY UPDATE
