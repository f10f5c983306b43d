-- write_executions: one UPDATE for a whole pass. Rows that share a fate (node, state, due_at, reason, way back taken, signal)
-- point to one row of the small `fate` table, so that a batch sends two arrays however many columns change.
--
-- The rows are locked by the claim, so the count of updated rows must equal the count of rows handed in.
-- Nested loop over the primary key.
UPDATE campaigns_execution e
SET node = f.node,
    state = f.state,
    arrived_at = %(now)s,
    due_at = f.due_at,
    visit = e.visit + f.loops,
    reason = f.reason,
    signal = f.signal,
    finished_at = CASE WHEN f.state IN ('completed', 'failed', 'skipped') THEN %(now)s END
FROM unnest(%(ids)s::bigint[], %(fates)s::smallint[]) AS moved (id, fate)
JOIN unnest(
    %(nodes)s::text[], %(states)s::text[], %(dues)s::timestamptz[], %(reasons)s::text[], %(loops)s::smallint[],
    %(signals)s::text[]
) WITH ORDINALITY AS f (node, state, due_at, reason, loops, signal, fate) ON f.fate = moved.fate
WHERE e.id = moved.id AND e.state IN ('pending', 'processing')
