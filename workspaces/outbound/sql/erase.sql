-- erase: what is kept of events about contacts, delivered or not. Plan: webhook_event_by_contact, webhook_delivery_once.
DELETE FROM workspaces_webhookdelivery d USING workspaces_webhookevent e
WHERE d.event_id = e.id AND e.contact_id = ANY (%(contacts)s::uuid[]) AND e.workspace_id = %(workspace)s;
DELETE FROM workspaces_webhookevent WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
