-- One contact's messages as conditions look at them, at most %(limit)s; their links only %(with_links)s.
-- Plan: the index on (contact, time of creation), and for links the unique index on (message, md5 of the link).
SELECT m.state, m.settled_at, m.delivered_at, m.opened_at, m.clicked_at, m.replied_at, m.bounced_at, m.complained_at,
       m.unsubscribed_at, m.machine_opened_at, m.machine_clicked_at, m.dismissed_at, m.stream_id, m.node, m.execution_id,
       m.channel,
       (SELECT v.template_id FROM templates_app_templateversion v WHERE v.id = m.template_version_id),
       CASE WHEN %(with_links)s THEN ARRAY(
           SELECT k.url FROM messaging_linkclick k WHERE k.message_id = m.id ORDER BY k.id) END,
       CASE WHEN %(with_links)s THEN ARRAY(
           SELECT k.clicked_at FROM messaging_linkclick k WHERE k.message_id = m.id ORDER BY k.id) END,
       CASE WHEN %(with_links)s THEN ARRAY(
           SELECT k.machine_clicked_at FROM messaging_linkclick k WHERE k.message_id = m.id ORDER BY k.id) END
FROM messaging_message m
WHERE m.contact_id = %(contact)s AND m.workspace_id = %(workspace)s
LIMIT %(limit)s
