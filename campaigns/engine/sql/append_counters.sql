-- append_counters: the counter deltas of one pass. Append-only, so that no two passes wait for one row.
INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, reason, delta, created_at)
SELECT %(workspace)s, %(campaign)s, d.run, d.node, d.outcome, d.port, d.reason, d.delta, %(now)s
FROM unnest(
    %(runs)s::uuid[], %(nodes)s::text[], %(outcomes)s::text[], %(ports)s::text[], %(reasons)s::text[],
    %(deltas)s::integer[]
) AS d (run, node, outcome, port, reason, delta)
