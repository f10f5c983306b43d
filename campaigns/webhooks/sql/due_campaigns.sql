-- due_campaigns: campaigns that may claim work and have due HTTP calls, in random order so that all get equal turns.
--
-- Walks the partial index campaign_with_work; per campaign one probe of webhook_call_due (campaign, due_at). The LIMIT 1
-- is a fence: without it the planner may hash every pending call instead.
SELECT c.id
FROM (
    SELECT id
    FROM campaigns_campaign
    WHERE lifecycle = 'RUNNING'
      AND NOT EXISTS (SELECT 1 FROM campaigns_campaignhold h WHERE h.campaign_id = campaigns_campaign.id)
    ORDER BY random()
) c
CROSS JOIN LATERAL (
    SELECT 1
    FROM campaigns_webhookcall w
    WHERE w.campaign_id = c.id AND w.state = 'pending' AND w.due_at <= %(now)s
    ORDER BY w.due_at
    LIMIT 1
) due
LIMIT %(campaigns)s
