-- balance_lock: what each workspace can spend, locked until the transaction ends; those without an account send for free.
--
-- Always the last rows that a claim locks, in the order of their keys: two claims wait for each other in one direction.
SELECT workspace_id, balance - reserved
FROM workspaces_balanceaccount
WHERE workspace_id = ANY (%(workspaces)s::uuid[])
ORDER BY workspace_id
FOR NO KEY UPDATE
