"""Noting what becomes of messages joins the rows before and after first, and judges them then (ADR 0026).

Nothing is known of rows that a trigger is handed but their number, so any condition beside the join may make the
planner compare each with each. OFFSET 0 keeps the others out of the join.
"""

from django.db import migrations

_REPLACE = """
CREATE OR REPLACE FUNCTION messaging_webhook_events() RETURNS trigger LANGUAGE plpgsql AS $$
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
        FROM (
            SELECT a.*,
                   CASE WHEN a.state = 'accepted' AND b.state <> 'accepted' THEN a.settled_at END AS accepted,
                   CASE WHEN b.delivered_at IS NULL THEN a.delivered_at END AS delivered,
                   CASE WHEN b.bounced_at IS NULL THEN a.bounced_at END AS bounced,
                   CASE WHEN b.opened_at IS NULL THEN a.opened_at END AS opened,
                   CASE WHEN b.clicked_at IS NULL THEN a.clicked_at END AS clicked,
                   CASE WHEN b.complained_at IS NULL THEN a.complained_at END AS complained,
                   CASE WHEN b.unsubscribed_at IS NULL THEN a.unsubscribed_at END AS unsubscribed
            FROM fresh a JOIN stale b ON b.id = a.id
            OFFSET 0
        ) m
        CROSS JOIN LATERAL (VALUES
            ('message.accepted', m.accepted),
            ('message.delivered', m.delivered),
            ('message.bounced', m.bounced),
            ('message.opened', m.opened),
            ('message.clicked', m.clicked),
            ('message.complained', m.complained),
            ('message.unsubscribed', m.unsubscribed)
        ) AS f (kind, at)
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = m.workspace_id AND w.kind = f.kind
        WHERE f.at IS NOT NULL
        ORDER BY m.id
    $sql$;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("messaging", "0005_webhook_events"),)

    # The function before notes the same, only slower: there is nothing to undo.
    operations = (migrations.RunSQL(_REPLACE, migrations.RunSQL.noop),)
