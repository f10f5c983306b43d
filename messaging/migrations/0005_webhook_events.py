"""Messages tell webhook endpoints what becomes of them, in the transaction in which it does (ADR 0026)."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION messaging_webhook_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{message.accepted,message.delivered,message.bounced,message.opened,'
                                      'message.clicked,message.complained,message.unsubscribed}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, contact_id, data, happened_at)
        SELECT m.workspace_id, w.kind, m.contact_id, jsonb_build_object(
                   'id', m.id, 'created_at', m.created_at, 'contact', m.contact_id,
                   'campaign', CASE WHEN m.execution_id IS NOT NULL THEN m.stream_id END,
                   'node', m.node, 'channel', m.channel, 'message_type', m.message_type, 'address', m.address,
                   'provider_message_id', m.provider_message_id, 'reason', m.reason, 'detail', m.reason_detail),
               f.at
        FROM fresh m
        JOIN stale b ON b.id = m.id
        CROSS JOIN LATERAL (VALUES
            ('message.accepted', CASE WHEN m.state = 'accepted' AND b.state <> 'accepted' THEN m.settled_at END),
            ('message.delivered', CASE WHEN b.delivered_at IS NULL THEN m.delivered_at END),
            ('message.bounced', CASE WHEN b.bounced_at IS NULL THEN m.bounced_at END),
            ('message.opened', CASE WHEN b.opened_at IS NULL THEN m.opened_at END),
            ('message.clicked', CASE WHEN b.clicked_at IS NULL THEN m.clicked_at END),
            ('message.complained', CASE WHEN b.complained_at IS NULL THEN m.complained_at END),
            ('message.unsubscribed', CASE WHEN b.unsubscribed_at IS NULL THEN m.unsubscribed_at END)
        ) AS f (kind, at)
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = m.workspace_id AND w.kind = f.kind
        WHERE f.at IS NOT NULL
        ORDER BY m.id
    $sql$;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_message_webhook AFTER UPDATE ON messaging_message
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION messaging_webhook_events();
"""

_DROP = """
DROP TRIGGER messaging_message_webhook ON messaging_message;
DROP FUNCTION messaging_webhook_events();
"""


class Migration(migrations.Migration):
    dependencies = (("messaging", "0004_inbox_search"), ("workspaces", "0005_webhook_fan_out"))

    operations = (migrations.RunSQL(_CREATE, _DROP),)
