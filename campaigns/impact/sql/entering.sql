-- entering: where those stand who have yet to enter a node, of the campaign's first `limit` due executions. Nearly always
-- few: whoever is yet to enter is due, and the engine takes them at once; many in a campaign that is held. Due ones who
-- rest are counted without a node.
--
-- Index Scan on execution_due_first (campaign, due_at).
SELECT node, count(*)
FROM (
    SELECT CASE WHEN e.arrived_at IS NULL THEN e.node END AS node
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s AND e.state = 'pending' AND e.due_at <= %(now)s
    ORDER BY e.due_at
    LIMIT %(limit)s
) due
GROUP BY node
