-- count_turns: how many wait in front of a throttle.
--
-- Index Only Scan on the partial index wait_subscription_turns.
SELECT count(*)
FROM campaigns_waitsubscription s
WHERE s.campaign_id = %(campaign)s AND s.node = %(node)s AND s.kind = 'turn'
