-- balance_settle: what settled messages cost is taken, what was put aside for the others is given back, in one statement.
--
-- `released` is everything that is put aside no longer, captures included. The ledger's lines follow each other in the order
-- given, so that each says what was left after it.
WITH captures AS (
    SELECT workspace_id, source_id, channel, messages, amount, number,
           sum(amount) OVER (PARTITION BY workspace_id ORDER BY number) AS running
    FROM unnest(
        %(workspaces)s::uuid[], %(sources)s::uuid[], %(channels)s::text[], %(messages)s::integer[], %(amounts)s::numeric[]
    ) WITH ORDINALITY AS c (workspace_id, source_id, channel, messages, amount, number)
),
freed AS (
    SELECT released.workspace_id, released.amount AS released, COALESCE(taken.amount, 0) AS taken
    FROM unnest(%(accounts)s::uuid[], %(released)s::numeric[]) AS released (workspace_id, amount)
    LEFT JOIN (SELECT workspace_id, sum(amount) AS amount FROM captures GROUP BY workspace_id) taken
      ON taken.workspace_id = released.workspace_id
),
locked AS (
    SELECT workspace_id
    FROM workspaces_balanceaccount
    WHERE workspace_id = ANY (%(accounts)s::uuid[])
    ORDER BY workspace_id
    FOR NO KEY UPDATE
),
moved AS (
    UPDATE workspaces_balanceaccount a
    SET balance = a.balance - freed.taken, reserved = a.reserved - freed.released
    FROM freed
    JOIN locked ON locked.workspace_id = freed.workspace_id
    WHERE a.workspace_id = freed.workspace_id
    RETURNING a.workspace_id, a.balance + freed.taken AS before
)
INSERT INTO workspaces_ledgerentry
    (workspace_id, kind, amount, balance_after, messages, channel, source_id, reference, note, created_at)
SELECT c.workspace_id, 'capture', -c.amount, moved.before - c.running, c.messages, c.channel, c.source_id, '', '',
       clock_timestamp()
FROM captures c
JOIN moved ON moved.workspace_id = c.workspace_id
ORDER BY c.number
