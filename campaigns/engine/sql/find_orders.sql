-- find_orders: the oldest open order of each campaign, where its moment has come, whichever waits longest first. Later
-- orders of a campaign wait for the older ones, so that they act in the order in which they were given.
--
-- Index Scan on the partial index order_open (campaign, id); there are never many.
SELECT id
FROM (
    SELECT DISTINCT ON (o.campaign_id) o.id, o.not_before, o.moved_at
    FROM campaigns_executionorder o
    WHERE o.state IN ('pending', 'running')
    ORDER BY o.campaign_id, o.id
) oldest
WHERE not_before <= %(now)s
ORDER BY moved_at
LIMIT %(limit)s
