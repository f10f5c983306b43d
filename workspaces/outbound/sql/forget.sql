-- forget: the oldest events of before a moment, with their deliveries, a chunk at a time; those still on their way stay.
--
-- The primary key of the events from its left end, whose rows are the oldest; webhook_delivery_once per event.
WITH old AS MATERIALIZED (
    SELECT e.id FROM (
        SELECT id, created_at FROM workspaces_webhookevent ORDER BY id LIMIT %(limit)s
    ) e
    WHERE e.created_at < %(before)s AND NOT EXISTS (
        SELECT FROM workspaces_webhookdelivery d WHERE d.event_id = e.id AND d.state IN ('pending', 'sending'))
), gone AS (
    DELETE FROM workspaces_webhookdelivery d USING old WHERE d.event_id = old.id
)
DELETE FROM workspaces_webhookevent e USING old WHERE e.id = old.id
