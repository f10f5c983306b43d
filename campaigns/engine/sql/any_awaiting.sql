-- any_awaiting: whether any execution of a campaign waits for more than a moment. Asked after the claim, so that it knows of
-- whatever the claimed executions wait for.
--
-- One probe of wait_subscription_by_node.
SELECT EXISTS (SELECT 1 FROM campaigns_waitsubscription s WHERE s.campaign_id = %(campaign)s)
