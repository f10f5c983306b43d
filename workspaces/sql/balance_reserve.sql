-- balance_reserve: puts aside what messages will cost that a claim is about to lease; the rows are locked by balance_lock.
UPDATE workspaces_balanceaccount a
SET reserved = a.reserved + asked.amount
FROM unnest(%(workspaces)s::uuid[], %(amounts)s::numeric[]) AS asked (workspace_id, amount)
WHERE a.workspace_id = asked.workspace_id
